using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TwistedSharp.Analyzers;

/// <summary>TWS0003: a blocking call in what runs on the reactor's thread: a callback, a hook of a protocol or factory, an async Deferred
/// method, or a method of the same class that is given as a callback.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingAnalyzer : DiagnosticAnalyzer
{
    private const string Threads = "do it with DeferToThread";
    private const string Await = "await it";

    /// <summary>What the reactor calls, of the library's methods that take functions.</summary>
    private static readonly HashSet<string> Calling = new(StringComparer.OrdinalIgnoreCase)
    {
        "AddCallback", "AddCallbacks", "AddErrback", "AddBoth", "CallLater", "CallWhenRunning", "CallFromThread", "DeferLater",
        "AddSystemEventTrigger", "MaybeDeferred", "LoopingCall",
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Blocking];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolStartAction(LookAtType, SymbolKind.NamedType);
    }

    private static void LookAtType(SymbolStartAnalysisContext context)
    {
        var blocking = new ConcurrentBag<(IMethodSymbol Method, Diagnostic Diagnostic)>();
        var called = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            inner =>
            {
                if (Why(inner.Operation) is not { } why)
                    return;
                var name = inner.Operation is IInvocationOperation call
                    ? $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}"
                    : $"{((IPropertyReferenceOperation)inner.Operation).Property.ContainingType.Name}.Result";
                var diagnostic = Diagnostic.Create(Rules.Blocking, inner.Operation.Syntax.GetLocation(), name, why);
                if (Runs(inner.Operation, inner.ContainingSymbol, out var method))
                    inner.ReportDiagnostic(diagnostic);
                else if (method is not null)
                    blocking.Add((method, diagnostic));
            },
            OperationKind.Invocation, OperationKind.PropertyReference);
        context.RegisterOperationAction(
            inner =>
            {
                if (IsCalledByReactor(inner.Operation.Parent))
                    called[((IMethodReferenceOperation)inner.Operation).Method.OriginalDefinition] = true;
            },
            OperationKind.MethodReference);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var (method, diagnostic) in blocking)
            {
                if (called.ContainsKey(method.OriginalDefinition))
                    end.ReportDiagnostic(diagnostic);
            }
        });
    }

    /// <summary>Whether what holds an operation runs on the reactor; when that is not known, the method that may be given to it.</summary>
    private static bool Runs(IOperation operation, ISymbol containing, out IMethodSymbol? method)
    {
        method = null;
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation lambda:
                    if (lambda.Symbol.IsAsync && Deferreds.IsDeferred(lambda.Symbol.ReturnType) || IsCalledByReactor(parent.Parent))
                        return true;
                    if (Argument(parent.Parent) is not null)
                        return false; // Somebody else's: a thread's, perhaps.
                    break;
                case ILocalFunctionOperation local:
                    if (local.Symbol.IsAsync && Deferreds.IsDeferred(local.Symbol.ReturnType))
                        return true;
                    method = local.Symbol;
                    return false;
            }
        }
        method = containing as IMethodSymbol;
        return method is not null && (method.IsAsync && Deferreds.IsDeferred(method.ReturnType) || IsHook(method));
    }

    /// <summary>Whether a function is an argument of one of the library's methods that the reactor calls it for.</summary>
    private static bool IsCalledByReactor(IOperation? parent) => Argument(parent)?.Parent switch
    {
        IInvocationOperation call => Calling.Contains(call.TargetMethod.Name) && IsOurs(call.TargetMethod.ContainingAssembly),
        IObjectCreationOperation made => made.Type is { Name: "LoopingCall" } type && IsOurs(type.ContainingAssembly),
        _ => false,
    };

    private static IArgumentOperation? Argument(IOperation? parent)
    {
        while (parent is IConversionOperation or IDelegateCreationOperation)
            parent = parent.Parent;
        return parent as IArgumentOperation;
    }

    /// <summary>Whether a method overrides or implements one of the library's, which the reactor calls.</summary>
    private static bool IsHook(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (IsOurs(overridden.ContainingAssembly))
                return true;
        }
        return method.ContainingType.AllInterfaces.Where(type => IsOurs(type.ContainingAssembly)).SelectMany(type => type.GetMembers())
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    private static bool IsOurs(IAssemblySymbol? assembly) => assembly?.Name.StartsWith("TwistedSharp.", StringComparison.Ordinal) == true;

    /// <summary>What to do instead of a call that blocks; null for one that does not.</summary>
    private static string? Why(IOperation operation)
    {
        if (operation is IPropertyReferenceOperation property)
            return property.Property.Name == "Result" && IsTask(property.Property.ContainingType) ? Await : null;
        var method = ((IInvocationOperation)operation).TargetMethod;
        var type = method.ContainingType;
        return (type.ContainingNamespace?.ToDisplayString(), type.Name, method.Name) switch
        {
            ("System.Threading", "Thread", "Sleep") => "await reactor.DeferLater(...), or CallLater",
            ("System.Threading", "Thread", "Join") => Threads,
            ("System.Threading.Tasks", "Task", "Wait" or "WaitAll" or "WaitAny") => Await,
            ("System.Runtime.CompilerServices", "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaiter", "GetResult") => Await,
            ("System.Threading", "Monitor", "Wait") => Threads,
            ("System.Threading", "SemaphoreSlim" or "ManualResetEventSlim" or "CountdownEvent", "Wait") => Threads,
            ("System.Threading", "WaitHandle", "WaitOne" or "WaitAll" or "WaitAny") => Threads,
            ("System.Net.Http", "HttpClient", "Send") => "use an Agent",
            ("System.Net", "WebClient", _) when method.Name.StartsWith("Download", StringComparison.Ordinal)
                || method.Name.StartsWith("Upload", StringComparison.Ordinal) => "use an Agent",
            ("System.Net", "Dns", "GetHostEntry" or "GetHostAddresses") => "use the reactor's resolver",
            ("System.Net.Sockets", "Socket", "Accept" or "Connect" or "Receive" or "Send" or "ReceiveFrom" or "SendTo") => "use the reactor's transports",
            ("System.Diagnostics", "Process", "WaitForExit") => "use SpawnProcess, or GetProcessOutput",
            ("System", "Console", "ReadLine" or "ReadKey") => "use StandardIO",
            ("System.IO", "File", _) when IsWholeFile(method.Name) => Threads,
            _ => null,
        };
    }

    private static bool IsWholeFile(string name) =>
        !name.EndsWith("Async", StringComparison.Ordinal)
        && (name.StartsWith("ReadAll", StringComparison.Ordinal) || name.StartsWith("WriteAll", StringComparison.Ordinal)
            || name.StartsWith("AppendAll", StringComparison.Ordinal));

    private static bool IsTask(INamedTypeSymbol type) =>
        type is { Name: "Task" or "ValueTask", ContainingNamespace.Name: "Tasks" } && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";
}
