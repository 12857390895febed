using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>The functions of bridge.h, under their names there without the prefix.</summary>
static unsafe partial class Bridge
{
    public const string Library = "emojigen_torch";

    /// <summary><c>EG_ABI_VERSION</c> that these declarations were written against.</summary>
    public const int AbiVersion = 3;

    [LibraryImport(Library, EntryPoint = "eg_abi_version")] public static partial int ReportedAbiVersion();
    [LibraryImport(Library, EntryPoint = "eg_size_of_value")] public static partial int SizeOfValue();
    [LibraryImport(Library, EntryPoint = "eg_size_of_description")] public static partial int SizeOfDescription();
    [LibraryImport(Library, EntryPoint = "eg_last_error")] private static partial nint LastErrorText();
    [LibraryImport(Library, EntryPoint = "eg_torch_version")] private static partial nint TorchVersionText();
    [LibraryImport(Library, EntryPoint = "eg_torch_config")] private static partial nint TorchConfigText();
    [LibraryImport(Library, EntryPoint = "eg_blas")] private static partial nint BlasText();
    [LibraryImport(Library, EntryPoint = "eg_threads")] public static partial int Threads();
    [LibraryImport(Library, EntryPoint = "eg_set_threads")] public static partial int SetThreads(int threads);
    [LibraryImport(Library, EntryPoint = "eg_start_threads")] public static partial int StartThreads(int threads);
    [LibraryImport(Library, EntryPoint = "eg_cuda_devices")] public static partial int CudaDevices();
    [LibraryImport(Library, EntryPoint = "eg_cuda_synchronize")] public static partial int CudaSynchronize(int device);
    [LibraryImport(Library, EntryPoint = "eg_highest_kernel_level")] public static partial int HighestKernelLevel();
    [LibraryImport(Library, EntryPoint = "eg_limit_kernels")] public static partial void LimitKernels(int level);
    [LibraryImport(Library, EntryPoint = "eg_free")] public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "eg_find", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Find(string name, string overload);

    [LibraryImport(Library, EntryPoint = "eg_schema")] private static partial nint SchemaText(nint op);

    [LibraryImport(Library, EntryPoint = "eg_call")]
    public static partial int Call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);

    [LibraryImport(Library, EntryPoint = "eg_tensor_from_memory")]
    public static partial nint FromMemory(nint data, long* sizes, int dimensions, DType dtype,
        delegate* unmanaged[Cdecl]<nint, void> release, nint context);

    [LibraryImport(Library, EntryPoint = "eg_tensor_share")] public static partial nint Share(nint tensor);
    [LibraryImport(Library, EntryPoint = "eg_tensor_free")] public static partial void FreeTensor(nint tensor);

    [LibraryImport(Library, EntryPoint = "eg_tensor_describe")]
    public static partial int Describe(nint tensor, NativeDescription* description);

    [LibraryImport(Library, EntryPoint = "eg_tensor_set_requires_grad")]
    public static partial int SetRequiresGrad(nint tensor, int requiresGrad);

    [LibraryImport(Library, EntryPoint = "eg_tensor_grad")] public static partial int Grad(nint tensor, nint* grad);
    [LibraryImport(Library, EntryPoint = "eg_tensor_set_grad")] public static partial int SetGrad(nint tensor, nint grad);
    [LibraryImport(Library, EntryPoint = "eg_grad_mode")] public static partial int GradMode();
    [LibraryImport(Library, EntryPoint = "eg_set_grad_mode")] public static partial void SetGradMode(int enabled);

    [LibraryImport(Library, EntryPoint = "eg_backward")]
    public static partial int Backward(nint* tensors, nint* gradients, int count, int keepGraph, int createGraph);

    [LibraryImport(Library, EntryPoint = "eg_gradients")]
    public static partial int Gradients(nint* outputs, nint* outputGradients, int outputCount, nint* inputs, int inputCount,
        int keepGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library, EntryPoint = "eg_record", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Record(string name, nint* inputs, int inputCount, nint* outputs, int outputCount,
        delegate* unmanaged[Cdecl]<nint, nint*, nint*, int> backward, delegate* unmanaged[Cdecl]<nint, void> release, nint context);

    [LibraryImport(Library, EntryPoint = "eg_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetError(string message);

    [LibraryImport(Library, EntryPoint = "eg_tensor_on_gradient")]
    public static partial nint OnGradient(nint leaf, delegate* unmanaged[Cdecl]<nint, void> told, nint context);

    [LibraryImport(Library, EntryPoint = "eg_hook_free")] public static partial void FreeHook(nint hook);

    [LibraryImport(Library, EntryPoint = "eg_group_join", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint JoinGroup(string backend, string address, int port, int rank, int size, long timeout);

    [LibraryImport(Library, EntryPoint = "eg_group_leave")] public static partial void LeaveGroup(nint group);
    [LibraryImport(Library, EntryPoint = "eg_group_sum")] public static partial nint Sum(nint group, nint tensor);
    [LibraryImport(Library, EntryPoint = "eg_group_broadcast")] public static partial nint Broadcast(nint group, nint tensor, int root);
    [LibraryImport(Library, EntryPoint = "eg_work_finish")] public static partial int FinishWork(nint work);

    [LibraryImport(Library, EntryPoint = "eg_generator_create")] public static partial nint CreateGenerator(ulong seed);
    [LibraryImport(Library, EntryPoint = "eg_generator_free")] public static partial void FreeGenerator(nint generator);
    [LibraryImport(Library, EntryPoint = "eg_generator_seed")] public static partial int SeedGenerator(nint generator, ulong seed);
    [LibraryImport(Library, EntryPoint = "eg_generator_state")] public static partial nint GeneratorState(nint generator);
    [LibraryImport(Library, EntryPoint = "eg_generator_set_state")] public static partial int SetGeneratorState(nint generator, nint state);
    [LibraryImport(Library, EntryPoint = "eg_generator_draw")] public static partial int Draw(nint generator, uint* numbers, long count);

    public static string LastError() => Text(LastErrorText());

    public static string TorchVersion() => Text(TorchVersionText());

    public static string TorchConfig() => Text(TorchConfigText());

    public static string Blas() => Text(BlasText());

    public static string Schema(nint op) => Text(SchemaText(op));

    /// <summary>Throws what the native side said if <paramref name="status"/> is negative.</summary>
    public static void Check(int status, [CallerMemberName] string operation = "")
    {
        if (status >= 0) return;
        var reason = LastError();
        throw (Exception?)DeviceMemoryException.Of(reason) ?? new TorchException($"{operation}: {reason}");
    }

    static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
