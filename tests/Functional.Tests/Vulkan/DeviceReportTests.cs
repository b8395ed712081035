using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>The report of a plan on a device says which of the device's kernels run.</summary>
public sealed class DeviceReportTests
{
    [Fact]
    public void A_report_names_the_kernels_of_the_device()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(40, 50).Evaluate().To(device);
        var report = Plan.Report((Tanh(x) * 2).Sum());
        Assert.Same(device, report.Device);
        var dispatch = Assert.Single(Assert.Single(report.Kernels).Dispatches);
        Assert.Equal(new DispatchReport("reduction", 1, 128, "1 segments of 2000 by 128 lanes"), dispatch);
        Assert.Equal(
            "    reduction: 1 groups of 128, 1 segments of 2000 by 128 lanes",
            report.ToString().Split(Environment.NewLine)[2]
        );
        Assert.EndsWith($", on '{device.Name}'", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_names_tiles_and_scratch()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(70, 100).Evaluate().To(device);
        var product = Assert.Single(Plan.Report(x.MatMul(x.Transpose())).Kernels);
        Assert.StartsWith("tile ", product.Dispatches[0].Division, StringComparison.Ordinal);
        var y = Programs.Ramp(100_000).Evaluate().To(device);
        var sum = Assert.Single(Plan.Report(y.Sum()).Kernels);
        Assert.Equal(["reduction", "reduction"], sum.Dispatches.Select(dispatch => dispatch.Kernel));
        Assert.Equal((13, 1), (sum.Dispatches[0].Groups, sum.Dispatches[1].Groups));
        Assert.InRange(sum.ScratchBytes, 13 * sizeof(float), 1024);
    }

    [Fact]
    public void A_report_of_a_loop_names_what_a_step_runs()
    {
        var device = Device.OrSkip();
        var (plan, _) = OnBoth.PlanOf(
            Loop.Scan((Tensor sum, Tensor x) => (sum + x, sum * x), Programs.Ramp(4), Programs.Ramp(9, 4)).Item2
        );
        var report = new PlanReport(plan, device, plan.On(device).Dispatches);
        Assert.Contains(report.Kernels, kernel => kernel.Kind == "scan" && kernel.Dispatches.Any(x => x.Kernel == "elementwise"));
    }

    [Fact]
    public void On_the_cpu_there_is_nothing_of_a_device()
    {
        var report = Plan.Report(Tanh(Programs.Ramp(3)));
        Assert.Empty(Assert.Single(report.Kernels).Dispatches);
        Assert.Equal(3, report.ToString().Split(Environment.NewLine).Length);
    }
}
