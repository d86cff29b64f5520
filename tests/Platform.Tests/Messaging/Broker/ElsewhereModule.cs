using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using MonolithFirst.Platform.Messaging;
using Module = MonolithFirst.Platform.Modules.Module;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>
/// A module <c>elsewhere</c> that subscribes to <see cref="NoteWritten"/>. A module has an assembly of its own, so it is emitted: there
/// is nothing in it that is worth a project.
/// </summary>
internal static class ElsewhereModule
{
    public const string Name = "elsewhere";

    private static readonly Lazy<Assembly> Emitted = new(Emit);

    public static Assembly Assembly => Emitted.Value;

    private static Assembly Emit()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Elsewhere"), typeof(object).Assembly);
        var types = assembly.DefineDynamicModule("Elsewhere");
        var module = types.DefineType("Elsewhere.ElsewhereModule", TypeAttributes.Public, typeof(Module));
        Define(module, typeof(Module).GetProperty(nameof(Module.Name))!.GetMethod!, body => body.Emit(OpCodes.Ldstr, Name));
        Define(module, typeof(Module).GetMethod(nameof(Module.Configure))!, _ => { });
        module.CreateType();
        var subscribing = typeof(IMessageHandler<NoteWritten>);
        var handler = types.DefineType("Elsewhere.NoteWrittenHandler", TypeAttributes.Public, typeof(object), [subscribing]);
        var completed = typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod!;
        Define(handler, subscribing.GetMethod(nameof(IMessageHandler<>.HandleAsync))!, body => body.Emit(OpCodes.Call, completed));
        handler.CreateType();
        // Loaded as from a file: what is only emitted does not tell its types.
        using var file = new MemoryStream();
        assembly.Save(file);
        file.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(file);
    }

    private static void Define(TypeBuilder type, MethodInfo declared, Action<ILGenerator> write)
    {
        var method = type.DefineMethod(
            declared.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            declared.ReturnType,
            [.. declared.GetParameters().Select(parameter => parameter.ParameterType)]
        );
        var body = method.GetILGenerator();
        write(body);
        body.Emit(OpCodes.Ret);
        type.DefineMethodOverride(method, declared);
    }
}
