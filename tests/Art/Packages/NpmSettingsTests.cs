using EmojiGen.Art;
using EmojiGen.Art.Packages;

namespace EmojiGen.Tests.Art.Packages;

/// <summary>npm's settings, as https://docs.npmjs.com/cli/configuring-npm/npmrc and its page on scopes say them.</summary>
public sealed class NpmSettingsTests : IDisposable
{
    static readonly LockedPackage noto = new("@iconify-json/noto", "1.2.9", null, "sha512-x");
    static readonly LockedPackage data = new("emojibase-data", "17.0.0", null, "sha512-x");

    readonly TemporaryFolder home = new(), project = new();
    readonly Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["npm_config_globalconfig"] = "/nowhere/npmrc" };

    NpmSettings Read() => NpmSettings.Read(variables, project.Path, home.Path);

    void User(params string[] lines) => File.WriteAllLines(home.File(".npmrc"), lines);

    void Project(params string[] lines) => File.WriteAllLines(project.File(".npmrc"), lines);

    [Fact]
    public void Without_settings_packages_come_from_the_public_registry()
    {
        Read().ArchiveOf(noto).ToString().ShouldBe("https://registry.npmjs.org/@iconify-json/noto/-/noto-1.2.9.tgz");
        Read().ArchiveOf(data).ToString().ShouldBe("https://registry.npmjs.org/emojibase-data/-/emojibase-data-17.0.0.tgz");
    }

    [Fact]
    public void The_environment_goes_before_the_project_and_the_project_before_the_user()
    {
        User("registry=https://user.example");
        Read().ArchiveOf(data).Host.ShouldBe("user.example");
        Project("# a comment", "", "registry = \"https://project.example/npm\"");
        Read().ArchiveOf(data).ToString().ShouldBe("https://project.example/npm/emojibase-data/-/emojibase-data-17.0.0.tgz");
        variables["NPM_CONFIG_REGISTRY"] = "https://environment.example/";
        Read().ArchiveOf(data).Host.ShouldBe("environment.example");
    }

    [Fact]
    public void Another_file_of_the_user_is_read_where_the_environment_names_one()
    {
        User("registry=https://user.example");
        File.WriteAllText(project.File("mine"), "registry=https://mine.example");
        variables["npm_config_userconfig"] = project.File("mine");
        Read().ArchiveOf(data).Host.ShouldBe("mine.example");
    }

    [Fact]
    public void A_scope_has_a_registry_of_its_own()
    {
        User("registry=https://all.example", "@iconify-json:registry=https://icons.example/");
        Read().ArchiveOf(noto).Host.ShouldBe("icons.example");
        Read().ArchiveOf(data).Host.ShouldBe("all.example");
    }

    [Fact]
    public void An_address_in_the_lock_file_keeps_its_path_on_the_registry_that_is_set_and_its_host_elsewhere()
    {
        User("registry=https://mirror.example/npm/");
        Read().ArchiveOf(data with { Resolved = "https://registry.npmjs.org/emojibase-data/-/other-name.tgz" }).ToString()
            .ShouldBe("https://mirror.example/npm/emojibase-data/-/other-name.tgz");
        Read().ArchiveOf(data with { Resolved = "https://files.example/a.tgz" }).ToString().ShouldBe("https://files.example/a.tgz");
    }

    [Fact]
    public void A_token_goes_to_its_own_host_and_path_alone()
    {
        variables["SECRET"] = "t0ken";
        User("//mirror.example/npm/:_authToken=${SECRET}", "//basic.example/:_auth=dXNlcjpwYXNz");
        var settings = Read();
        settings.AuthorizationFor(new("https://mirror.example/npm/emojibase-data/-/a.tgz")).ShouldBe("Bearer t0ken");
        settings.AuthorizationFor(new("https://basic.example/a/-/a.tgz")).ShouldBe("Basic dXNlcjpwYXNz");
        settings.AuthorizationFor(new("https://mirror.example/other/a.tgz")).ShouldBeNull();
        settings.AuthorizationFor(new("https://mirror.example:8080/npm/a.tgz")).ShouldBeNull();
        settings.AuthorizationFor(new("https://mirror.example.evil/npm/a.tgz")).ShouldBeNull();
    }

    [Fact]
    public void A_registry_that_is_no_web_address_is_refused_in_a_sentence()
    {
        User("registry=file:///etc");
        Should.Throw<ArtException>(() => Read().ArchiveOf(data)).Message.ShouldContain(".npmrc");
    }

    public void Dispose()
    {
        home.Dispose();
        project.Dispose();
    }
}
