using Microsoft.AspNetCore.Http;

namespace MonolithFirst.Platform.Web;

/// <summary>Tells people in a page what programs are told in problem details. A host that has pages adds one to its services.</summary>
public interface IProblemPages
{
    /// <summary>Whether a person reads the answer to this request.</summary>
    bool IsFor(HttpRequest request);

    /// <summary>Answers with the page; the status and its headers are set already.</summary>
    Task ShowAsync(HttpContext context, int status);
}
