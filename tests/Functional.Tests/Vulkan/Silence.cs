[assembly: AssemblyFixture(typeof(Functional.Tests.Vulkan.Silence))]

namespace Functional.Tests.Vulkan;

/// <summary>After the last test: under FUNCTIONAL_VALIDATION the validation layer must have had nothing to say, whichever test made it speak.</summary>
public sealed class Silence : IDisposable
{
    public void Dispose()
    {
        var said = Device.Close();
        Assert.True(said.Count == 0, $"The validation layer said: {string.Join(Environment.NewLine, said)}");
    }
}
