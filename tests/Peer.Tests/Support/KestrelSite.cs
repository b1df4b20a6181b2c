using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace TwistedSharp.Peer.Tests;

/// <summary>ASP.NET's web server on loopback, on threads of its own in this process. It also tells the SHA-256 of what is sent to
/// /hash.</summary>
internal sealed class KestrelSite : IOrigin
{
    private readonly Scratch _scratch = new();
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly string[] _addresses;
    private readonly Lock _counting = new();
    private int _connections;
    private int _open;
    private int _mostAtOnce;

    /// <summary>Starts one.</summary>
    /// <param name="settings">What there is to say.</param>
    /// <param name="certificates">An https server for each, after the one of http.</param>
    internal KestrelSite(OriginSettings? settings = null, params X509Certificate2[] certificates)
    {
        settings ??= new OriginSettings();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = _scratch.Folder });
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(settings.IdleSeconds);
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = options.Limits.MinResponseDataRate = null; // The machine may be busy.
            options.Listen(IPAddress.Loopback, 0, listen => listen.Use(Count));
            foreach (var certificate in certificates)
            {
                options.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.Use(Count);
                    listen.UseHttps(certificate);
                });
            }
        });
        _application = builder.Build();
        _application.Use((context, next) => Log(context, next, settings.RequestsPerConnection));
        _application.UseResponseCompression();
        _application.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(settings.SiteIn(_scratch)),
            ServeUnknownFileTypes = true,
        });
        _application.MapPost("/post", Echo);
        _application.MapGet("/none", context => Answer(context, StatusCodes.Status204NoContent));
        _application.MapPost("/refused", context => Answer(context, StatusCodes.Status403Forbidden));
        _application.MapGet("/moved", context =>
        {
            context.Response.Redirect($"/{SitePages.Name(3)}");
            return Task.CompletedTask;
        });
        _application.MapPost("/hash", async context =>
            await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body))));
        _application.StartAsync().GetAwaiter().GetResult();
        _addresses = [.. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    public bool Echoes => true;

    public bool RefusesAtOnce => true;

    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    public int Connections => _connections;

    public int? MostAtOnce => _mostAtOnce;

    public string URL(string path) => $"{_addresses[0]}/{path}";

    /// <summary>The same of the server with a certificate.</summary>
    internal string SecureURL(int certificate, string path) =>
        $"https://localhost:{new Uri(_addresses[certificate + 1]).Port}/{path}";

    public void Quit() => _application.StopAsync().GetAwaiter().GetResult();

    public void Dispose()
    {
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _scratch.Dispose();
    }

    private static Task Echo(HttpContext context)
    {
        context.Response.ContentLength = context.Request.ContentLength;
        return context.Request.Body.CopyToAsync(context.Response.Body);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        lock (_counting)
        {
            _connections++;
            _mostAtOnce = Math.Max(_mostAtOnce, ++_open);
        }
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_counting)
                _open--;
        }
    };

    private Task Log(HttpContext context, RequestDelegate next, int requestsPerConnection)
    {
        // "CONNECTION:NUMBER", the number in hexadecimal, from 1.
        var number = context.TraceIdentifier[(context.TraceIdentifier.IndexOf(':') + 1)..];
        if (int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >= requestsPerConnection)
            context.Response.Headers.Connection = "close";
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        _deliveries.Enqueue(new Delivery(context.Connection.Id, context.Request.Method, context.Request.Path.Value!, now));
        return next(context);
    }
}
