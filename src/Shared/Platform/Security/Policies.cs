namespace MonolithFirst.Platform.Security;

/// <summary>
/// What an endpoint can ask of its caller, by <c>.RequireAuthorization(Policies.Staff)</c>. Without one it asks for any signed-in
/// account; <c>.AllowAnonymous()</c> opens it.
/// </summary>
public static class Policies
{
    /// <summary>Administrators.</summary>
    public const string Admin = "admin";

    /// <summary>Staff, and administrators, who may do whatever staff may.</summary>
    public const string Staff = "staff";
}
