using System.Runtime.ExceptionServices;

namespace Functional.Tests;

/// <summary>A thread whose stack a recursion over a deep tree would overflow.</summary>
internal static class SmallStack
{
    private const int Bytes = 256 << 10;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception error)
                {
                    thrown = ExceptionDispatchInfo.Capture(error);
                }
            },
            Bytes
        );
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }
}
