using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Tests;

public sealed class TemplateTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Placeholders_are_filled_and_values_are_plain_text()
    {
        var values = new Dictionary<string, string> { ["name"] = "{{secret}} <b>", ["secret"] = "hidden" };

        Assert.Equal("Dear {{secret}} <b>, {{secret}} <b>!", TemplateText.Fill("Dear {{name}}, {{ name }}!", values));
    }

    [Fact]
    public void An_unknown_placeholder_cannot_be_delivered_and_the_error_names_it()
    {
        var values = new Dictionary<string, string> { ["name"] = "Ada" };

        var error = Assert.Throws<UndeliverableException>(() => TemplateText.Fill("{{nmae}}", values));

        Assert.Contains("{{nmae}}", error.Message, StringComparison.Ordinal);
        Assert.Contains("name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{")]
    [InlineData("{{a b}}")]
    [InlineData("{{1}}")]
    [InlineData("}} {{name}}")]
    public void Braces_that_are_no_placeholder_are_refused(string body)
    {
        var refused = Assert.Throws<ProblemException>(() => Template.Define("orders.confirmed", Channel.Email, "Hello", body, Now));

        Assert.Equal("notifications.template_malformed", refused.Code);
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("Orders.confirmed")]
    [InlineData("orders.confirmed\n")]
    [InlineData("orders.-x")]
    [InlineData("")]
    public void A_key_is_module_dot_words(string key)
    {
        var refused = Assert.Throws<ProblemException>(() => Template.Define(key, Channel.Email, "Hello", "Text", Now));

        Assert.Equal("notifications.template_key_malformed", refused.Code);
    }

    [Fact]
    public void An_email_needs_a_subject_and_a_text_message_does_not()
    {
        Assert.Throws<ProblemException>(() => Template.Define("orders.confirmed", Channel.Email, " ", "Text", Now));
        Assert.Equal("", Template.Define("orders.confirmed", Channel.Sms, "", "Text", Now).Subject);
    }
}
