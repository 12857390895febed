using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;

namespace EmojiGen.Art.Packages;

/// <summary>The packages that the art is made from: fetched from npm's registry, verified against the lock file, unpacked. npm itself need
/// not be there.</summary>
/// <param name="project">The folder with <c>package-lock.json</c>.</param>
/// <param name="modules">Where the packages go: <c>node_modules</c>, as npm would have it.</param>
/// <param name="settings">Where they come from.</param>
/// <param name="time">The clock that waits between tries.</param>
public sealed class ArtPackages(string project, string modules, NpmSettings settings, TimeProvider time)
{
    const int Attempts = 4;

    const string Fresh = ".new-", Old = ".old-";

    /// <summary>Bytes: no package of art is nearly as large.</summary>
    const int LargestArchive = 256 << 20;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5); // doubled after every try

    /// <summary>Installs what is missing or of another version, all at the same time. A package appears whole or not at all.</summary>
    /// <param name="again">True to install also what is there.</param>
    /// <returns>The names of what was installed.</returns>
    /// <exception cref="ArtException">The registry cannot be reached or refuses, an archive is not the one that the lock file pins, or the
    /// folder cannot be written.</exception>
    public async Task<ImmutableArray<string>> Install(bool again, CancellationToken stop)
    {
        var locked = LockedPackage.ReadAll(Path.Combine(project, "package-lock.json"));
        var missing = locked.Where(p => again || !p.IsInstalled(modules)).ToImmutableArray();
        if (missing.IsEmpty) return [];
        if (new DirectoryInfo(modules).LinkTarget is { } target)
            throw new ArtException(
                $"{modules} is a link to {target}, which holds art of another version and is not ours to replace: remove the link, or update where it leads to.");
        RemoveAbandoned();
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = patience, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan
        };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("EmojiGen", typeof(ArtPackages).Assembly.GetName().Version!.ToString(3)));
        await Task.WhenAll(missing.Select(p => Install(http, p, stop))).ConfigureAwait(false);
        return [.. missing.Select(p => p.Name)];
    }

    async Task Install(HttpClient http, LockedPackage package, CancellationToken stop)
    {
        var address = settings.ArchiveOf(package);
        var archive = await Fetch(http, package, address, stop).ConfigureAwait(false);
        if (!PackageArchive.Matches(archive, package.Integrity, package.Name))
            throw new ArtException(
                $"What {address} sends is not {package.Name} {package.Version} as package-lock.json pins it (its SHA-512 differs): nothing was installed; "
                + "try again, or look into who answers for that registry.");
        await Task.Run(() => Place(package, archive), stop).ConfigureAwait(false);
    }

    async Task<byte[]> Fetch(HttpClient http, LockedPackage package, Uri address, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            string trouble;
            Exception? cause = null;
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
            silence.CancelAfter(patience);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (settings.AuthorizationFor(address) is { } authorization)
                    request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token)
                    .ConfigureAwait(false);
                if (answer.IsSuccessStatusCode) return await Receive(answer, silence).ConfigureAwait(false);
                trouble = $"it answers {(int)answer.StatusCode}";
                if (!IsPassing(answer.StatusCode)) throw Unreachable(package, address, trouble, null);
            }
            catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
            {
                (trouble, cause) = ($"nothing came for {patience.TotalSeconds:0} s", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException and not ArtException)
            {
                (trouble, cause) = (Innermost(e).Message.TrimEnd('.'), e);
            }
            if (attempt == Attempts) throw Unreachable(package, address, trouble, cause);
            await Task.Delay(firstPause * (1 << (attempt - 1)), time, stop).ConfigureAwait(false);
        }
    }

    static async Task<byte[]> Receive(HttpResponseMessage answer, CancellationTokenSource silence)
    {
        using var content = new MemoryStream((int)Math.Clamp(answer.Content.Headers.ContentLength ?? 0, 0, LargestArchive));
        var buffer = new byte[1 << 17];
        using var source = await answer.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        while (true)
        {
            silence.CancelAfter(patience); // begins anew with all that comes
            var count = await source.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (count == 0) return content.ToArray();
            content.Write(buffer, 0, count);
            if (content.Length > LargestArchive) throw new IOException($"the archive is larger than {LargestArchive >> 20} MB");
        }
    }

    static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    static ArtException Unreachable(LockedPackage package, Uri address, string trouble, Exception? cause) => new(
        $"The art package {package.Name} could not be fetched from {address} ({trouble}): the art is needed once; when that can be reached, run ./setup again "
        + "(a proxy is taken from HTTPS_PROXY, another registry from npm's settings).", cause);

    // Unpacked beside its place and moved there, the old one out of the way first.
    void Place(LockedPackage package, byte[] archive)
    {
        var target = Path.Combine(modules, package.Name);
        var mark = Guid.NewGuid().ToString("N")[..8];
        var fresh = Path.Combine(modules, Fresh + mark);
        var old = Path.Combine(modules, Old + mark);
        try
        {
            Directory.CreateDirectory(fresh);
            PackageArchive.Unpack(new MemoryStream(archive, writable: false), fresh);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Directory.Exists(target)) Directory.Move(target, old);
            Directory.Move(fresh, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ArtException($"The art package {package.Name} cannot be written to {target}: {e.Message}", e);
        }
        finally
        {
            foreach (var left in (ReadOnlySpan<string>)[fresh, old])
                if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
        }
    }

    // What a killed set-up left; there is never more than one at work.
    void RemoveAbandoned()
    {
        if (!Directory.Exists(modules)) return;
        foreach (var prefix in (ReadOnlySpan<string>)[Fresh, Old])
            foreach (var folder in Directory.GetDirectories(modules, prefix + "*")) Directory.Delete(folder, recursive: true);
    }
}
