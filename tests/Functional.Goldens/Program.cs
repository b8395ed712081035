using Functional.Goldens;

return GoldenRun.Run(args, Console.Out, Console.Error);
