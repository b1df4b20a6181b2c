public static partial class twisted
{
    public static partial class web
    {
        public static partial class client
        {
            public partial class HTTPPageGetter
            {
                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_200"/>
                public virtual void handleStatus_200() => base.HandleStatus_200();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_201"/>
                public virtual void handleStatus_201() => base.HandleStatus_201();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_202"/>
                public virtual void handleStatus_202() => base.HandleStatus_202();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_203"/>
                public virtual void handleStatus_203() => base.HandleStatus_203();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_204"/>
                public virtual void handleStatus_204() => base.HandleStatus_204();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_205"/>
                public virtual void handleStatus_205() => base.HandleStatus_205();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_206"/>
                public virtual void handleStatus_206() => base.HandleStatus_206();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_300"/>
                public virtual void handleStatus_300() => base.HandleStatus_300();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_301"/>
                public virtual void handleStatus_301() => base.HandleStatus_301();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_302"/>
                public virtual void handleStatus_302() => base.HandleStatus_302();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_303"/>
                public virtual void handleStatus_303() => base.HandleStatus_303();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_304"/>
                public virtual void handleStatus_304() => base.HandleStatus_304();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_305"/>
                public virtual void handleStatus_305() => base.HandleStatus_305();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_307"/>
                public virtual void handleStatus_307() => base.HandleStatus_307();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_308"/>
                public virtual void handleStatus_308() => base.HandleStatus_308();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_400"/>
                public virtual void handleStatus_400() => base.HandleStatus_400();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_401"/>
                public virtual void handleStatus_401() => base.HandleStatus_401();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_402"/>
                public virtual void handleStatus_402() => base.HandleStatus_402();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_403"/>
                public virtual void handleStatus_403() => base.HandleStatus_403();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_404"/>
                public virtual void handleStatus_404() => base.HandleStatus_404();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_405"/>
                public virtual void handleStatus_405() => base.HandleStatus_405();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_406"/>
                public virtual void handleStatus_406() => base.HandleStatus_406();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_407"/>
                public virtual void handleStatus_407() => base.HandleStatus_407();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_408"/>
                public virtual void handleStatus_408() => base.HandleStatus_408();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_409"/>
                public virtual void handleStatus_409() => base.HandleStatus_409();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_410"/>
                public virtual void handleStatus_410() => base.HandleStatus_410();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_411"/>
                public virtual void handleStatus_411() => base.HandleStatus_411();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_412"/>
                public virtual void handleStatus_412() => base.HandleStatus_412();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_413"/>
                public virtual void handleStatus_413() => base.HandleStatus_413();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_414"/>
                public virtual void handleStatus_414() => base.HandleStatus_414();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_415"/>
                public virtual void handleStatus_415() => base.HandleStatus_415();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_416"/>
                public virtual void handleStatus_416() => base.HandleStatus_416();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_417"/>
                public virtual void handleStatus_417() => base.HandleStatus_417();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_421"/>
                public virtual void handleStatus_421() => base.HandleStatus_421();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_422"/>
                public virtual void handleStatus_422() => base.HandleStatus_422();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_423"/>
                public virtual void handleStatus_423() => base.HandleStatus_423();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_424"/>
                public virtual void handleStatus_424() => base.HandleStatus_424();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_425"/>
                public virtual void handleStatus_425() => base.HandleStatus_425();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_426"/>
                public virtual void handleStatus_426() => base.HandleStatus_426();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_428"/>
                public virtual void handleStatus_428() => base.HandleStatus_428();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_429"/>
                public virtual void handleStatus_429() => base.HandleStatus_429();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_431"/>
                public virtual void handleStatus_431() => base.HandleStatus_431();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_451"/>
                public virtual void handleStatus_451() => base.HandleStatus_451();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_500"/>
                public virtual void handleStatus_500() => base.HandleStatus_500();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_501"/>
                public virtual void handleStatus_501() => base.HandleStatus_501();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_502"/>
                public virtual void handleStatus_502() => base.HandleStatus_502();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_503"/>
                public virtual void handleStatus_503() => base.HandleStatus_503();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_504"/>
                public virtual void handleStatus_504() => base.HandleStatus_504();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_505"/>
                public virtual void handleStatus_505() => base.HandleStatus_505();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_507"/>
                public virtual void handleStatus_507() => base.HandleStatus_507();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatus_511"/>
                public virtual void handleStatus_511() => base.HandleStatus_511();

                /// <inheritdoc cref="TwistedSharp.Web.Client.HTTPPageGetter.HandleStatusDefault"/>
                public virtual void handleStatusDefault() => base.HandleStatusDefault();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_200() => handleStatus_200();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_201() => handleStatus_201();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_202() => handleStatus_202();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_203() => handleStatus_203();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_204() => handleStatus_204();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_205() => handleStatus_205();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_206() => handleStatus_206();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_300() => handleStatus_300();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_301() => handleStatus_301();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_302() => handleStatus_302();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_303() => handleStatus_303();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_304() => handleStatus_304();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_305() => handleStatus_305();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_307() => handleStatus_307();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_308() => handleStatus_308();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_400() => handleStatus_400();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_401() => handleStatus_401();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_402() => handleStatus_402();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_403() => handleStatus_403();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_404() => handleStatus_404();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_405() => handleStatus_405();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_406() => handleStatus_406();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_407() => handleStatus_407();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_408() => handleStatus_408();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_409() => handleStatus_409();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_410() => handleStatus_410();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_411() => handleStatus_411();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_412() => handleStatus_412();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_413() => handleStatus_413();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_414() => handleStatus_414();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_415() => handleStatus_415();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_416() => handleStatus_416();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_417() => handleStatus_417();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_421() => handleStatus_421();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_422() => handleStatus_422();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_423() => handleStatus_423();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_424() => handleStatus_424();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_425() => handleStatus_425();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_426() => handleStatus_426();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_428() => handleStatus_428();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_429() => handleStatus_429();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_431() => handleStatus_431();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_451() => handleStatus_451();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_500() => handleStatus_500();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_501() => handleStatus_501();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_502() => handleStatus_502();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_503() => handleStatus_503();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_504() => handleStatus_504();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_505() => handleStatus_505();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_507() => handleStatus_507();

                /// <inheritdoc/>
                protected sealed override void HandleStatus_511() => handleStatus_511();

                /// <inheritdoc/>
                protected sealed override void HandleStatusDefault() => handleStatusDefault();
            }
        }
    }
}
