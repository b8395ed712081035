global using FsCheck.Fluent;
global using Functional.Testing;
