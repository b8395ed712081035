using LanguageExtExample;

return Configuration
    .From(args)
    .Match(
        Succ: configuration =>
        {
            Experiment.Run(configuration, Console.WriteLine);
            return 0;
        },
        Fail: complaints =>
        {
            complaints.Iter(complaint => Console.Error.WriteLine(complaint));
            return 1;
        }
    );
