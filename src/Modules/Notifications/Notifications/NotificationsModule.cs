using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Notifications.Persistence;
using MonolithFirst.Notifications.Sending;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Notifications;

/// <summary>Tells people things by e-mail and SMS, from templates. Business modules send it a command; it knows none of them.</summary>
public sealed class NotificationsModule : Module
{
    /// <inheritdoc />
    public override string Name => "notifications";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<NotificationsDbContext>().Publish("rpt_notifications");
        module.Services.AddScoped<LetterWriter>();
        var options = module.Configuration.Read<NotificationsOptions>();
        var (smtp, sms) = (options.Smtp, options.Sms);
        smtp.Sender();
        module.Services.AddSingleton(options.Delivery);
        module.Services.AddSingleton(smtp);
        module.Services.AddSingleton(sms);
        if (string.IsNullOrEmpty(smtp.Host))
        {
            module.Services.AddSingleton<ISender, MailFolderSender>();
        }
        else
        {
            module.Services.AddSingleton<ISender, SmtpSender>();
        }

        if (string.IsNullOrEmpty(sms.Address))
        {
            module.Services.AddSingleton<ISender, SmsFolderSender>();
        }
        else
        {
            sms.Gateway();
            module.Services.AddSingleton<ISender, SmsWebhookSender>();
        }

        module.Services.AddHostedService<Dispatcher>();
    }
}
