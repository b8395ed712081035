using Functional.Benchmarks;

return BenchmarkRun.Run(args, Console.Out, Console.Error);
