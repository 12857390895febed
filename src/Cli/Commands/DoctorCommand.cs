using System.CommandLine;
using EmojiGen.Cli.Doctor;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev doctor</c>: checks every part of the installation, and names what is missing and the remedy.</summary>
sealed class DoctorCommand : DocumentedCommand
{
    readonly SettingOption<bool> json = new(CommonSettings.Json);
    readonly Option<string?> probe = new("--probe") { Hidden = true };

    DoctorCommand() : base("doctor", "Check every part: libraries, processor, art, models, terminal.")
    {
        Options.Add(json);
        Options.Add(probe);
    }

    public override string Notes => "Exit codes: 0 all that is needed is there, 1 something is missing or broken.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new DoctorCommand();
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(command.probe) is { } subject) return Answer(subject, terminal);
            Finding[] findings = [.. Examination.Run(terminal, installation)];
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, DoctorReport.Of(findings), JsonShapes.Default.DoctorReport);
            else PrintText(findings, terminal);
            return findings.Any(f => f.Health == Health.Missing) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    static int Answer(string subject, Terminal terminal)
    {
        foreach (var (name, value) in Examination.Ask(subject)) terminal.Out.WriteLine($"{name}={value.ReplaceLineEndings(" ")}");
        return ExitCode.Done;
    }

    static void PrintText(Finding[] findings, Terminal terminal)
    {
        var colour = terminal.IsInteractive && terminal.Variable("NO_COLOR") is not { Length: > 0 };
        foreach (var section in findings.GroupBy(f => f.Section))
        {
            terminal.Out.WriteLine(section.Key);
            foreach (var finding in section)
            {
                terminal.Out.WriteLine($"  {Mark(finding.Health, colour)} {finding.Name,-16} {finding.Found}");
                if (finding.Remedy is { } remedy) terminal.Out.WriteLine($"    {"",-16} to mend it: {remedy}");
            }
        }
        var missing = findings.Count(f => f.Health == Health.Missing);
        terminal.Out.WriteLine(missing == 0 ? "All that is needed is there." : $"{missing} missing or broken.");
    }

    static string Mark(Health health, bool colour)
    {
        var (mark, code) = health switch { Health.Good => ("✓", 32), Health.Remark => ("!", 33), _ => ("✗", 31) };
        return colour ? $"\e[{code}m{mark}\e[0m" : mark;
    }
}

/// <summary>What the doctor found.</summary>
/// <param name="Ok">Whether all that is needed is there.</param>
sealed record DoctorReport(bool Ok, string Version, FindingLine[] Findings)
{
    public static DoctorReport Of(Finding[] findings) => new(
        !findings.Any(it => it.Health == Health.Missing),
        EmojiGenVersion.Number,
        [.. findings.Select(it => new FindingLine(it.Section, it.Name, it.Health switch { Health.Good => "good", Health.Remark => "remark", _ => "missing" }, it.Found, it.Remedy))]);
}

/// <summary>One of the doctor's findings.</summary>
sealed record FindingLine(string Section, string Name, string Health, string Found, string? Remedy);
