using System.Net;

namespace EmojiGen.Hub;

/// <summary>From a refusal to a sentence.</summary>
static class HubError
{
    /// <param name="about">What was asked for: a model's name, or null where it was none.</param>
    /// <param name="withToken">Whether a token was sent along.</param>
    public static async Task<HubException> Of(HttpResponseMessage answer, HubName? about, Uri endpoint, bool withToken,
        CancellationToken stop)
    {
        var (code, said) = (Header(answer, "X-Error-Code"), Header(answer, "X-Error-Message") ?? await Told(answer, stop)
            .ConfigureAwait(false));
        var because = said is null ? "" : $" ({said.ReplaceLineEndings(" ").TrimEnd('.')})";
        var model = about is { } name ? name.Called : "That";
        return new(answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized when code == "GatedRepo" =>
                $"{model} is gated: agree to its terms at {endpoint}{about?.PageName}, then set HF_TOKEN to a token of that account.",
            HttpStatusCode.Forbidden when code == "GatedRepo" =>
                $"{model} is gated, and the account of this token has no access to it yet: ask for it at {endpoint}{about?.PageName}.",
            HttpStatusCode.Unauthorized when withToken && code != "RepoNotFound" =>
                $"The hub does not accept the token{because}: it has expired, was withdrawn or is mistyped; make a new one at {endpoint}settings/tokens and set HF_TOKEN.",
            HttpStatusCode.Unauthorized =>
                $"There is no {(about is { IsDataset: true } ? "data set" : "model")} {about} at {endpoint.Host}, or it is private; set HF_TOKEN to a token that may see it.",
            HttpStatusCode.Forbidden =>
                $"The token may not do this{because}; it needs write access to {about?.ToString() ?? "the repository"} to push, and read access to pull.",
            HttpStatusCode.NotFound when code == "RevisionNotFound" =>
                $"{model} has no revision '{about?.Revision}'; its branches and tags are listed at {endpoint}{about?.PageName}/tree/main.",
            HttpStatusCode.NotFound when code == "EntryNotFound" =>
                $"{model} has no file {Uri.UnescapeDataString(answer.RequestMessage?.RequestUri?.Segments[^1] ?? "of that name")}.",
            HttpStatusCode.NotFound => $"There is no {(about is { IsDataset: true } ? "data set" : "model")} {about} at {endpoint.Host}, or it is private and the token may not see it.",
            HttpStatusCode.TooManyRequests => $"The hub asks to slow down{because}; try again in a few minutes.",
            >= HttpStatusCode.InternalServerError =>
                $"The hub at {endpoint.Host} has trouble of its own ({(int)answer.StatusCode}) and did not recover; try again later, what has arrived is kept.",
            _ => $"The hub answered {(int)answer.StatusCode} {answer.ReasonPhrase} to {answer.RequestMessage?.RequestUri?.AbsolutePath}{because}.",
        }, answer.StatusCode);
    }

    static async Task<string?> Told(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json" || answer.Content.Headers.ContentLength is > 65536)
            return null;
        try
        {
            return Json.Parse(await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)) is { } json ? Json.Text(json, "error")
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null; // the status says enough
        }
    }

    static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
