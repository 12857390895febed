// What bench/fuzz/run runs. The first three are for people, the last two run inside of them, as processes of their own:
//
//   seeded [--count N] [TARGET...]      the same N spoiled inputs of each target at every run (10,000 by default)
//   guided [--minutes N] [TARGET...]    for N minutes in all (60 by default), inputs that reach new branches are spoiled further
//   opened [--count N] [TARGET...]      which files and connections the readers open, by strace
//   child MODE TARGET FOLDER ...        one process that reads; the others watch it
//   instrument FOLDER                   counts branches in the assemblies of a folder, for guided
using EmojiGen.Fuzz;

Coverage.Begin();
return args switch
{
    ["seeded", .. var rest] => Campaign.Seeded(Arguments.Read(rest)),
    ["guided", .. var rest] => Campaign.Guided(Arguments.Read(rest)),
    ["opened", .. var rest] => OpenedFiles.Check(Arguments.Read(rest)),
    ["child", var mode, var target, var folder, .. var rest] => Child.Run(mode, target, folder, rest),
    ["instrument", var folder] => Coverage.Instrument(folder),
    _ => Arguments.Usage(),
};
