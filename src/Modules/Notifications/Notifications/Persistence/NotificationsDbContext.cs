using Microsoft.EntityFrameworkCore;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Notifications.Persistence;

internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : ModuleDbContext(options)
{
    public DbSet<Template> Templates => Set<Template>();

    public DbSet<Notification> Notifications => Set<Notification>();

    protected override void ConfigureModel(ModelBuilder model)
    {
        model.Entity<Template>(entity =>
        {
            entity.HasKey(template => new { template.Key, template.Channel });
            entity.Property(template => template.Key).HasMaxLength(Template.MaxKeyLength).IsUnicode(false);
            entity.Property(template => template.Subject).HasMaxLength(Template.MaxSubjectLength);
            entity.Property(template => template.Body).HasMaxLength(Template.MaxBodyLength);
            entity.Property(template => template.Version).IsConcurrencyToken();
        });
        model.Entity<Notification>(entity =>
        {
            entity.Property(notification => notification.Id).ValueGeneratedNever();
            entity.Property(notification => notification.Template).HasMaxLength(Template.MaxKeyLength).IsUnicode(false);
            entity.Property(notification => notification.Correlation).HasMaxLength(64).IsUnicode(false);
            entity.Property(notification => notification.TraceParent).HasMaxLength(55).IsUnicode(false);
            entity.Property(notification => notification.Recipient).HasMaxLength(320);
            entity.Property(notification => notification.Error).HasMaxLength(Notification.MaxErrorLength);
            entity
                .HasIndex(notification => new
                {
                    notification.Cause,
                    notification.Template,
                    notification.UserId,
                    notification.Channel,
                })
                .IsUnique();
            // The first is for the dispatcher, the others for the lists.
            entity.HasIndex(notification => new
            {
                notification.Channel,
                notification.Status,
                notification.DueAt,
            });
            entity.HasIndex(notification => new { notification.UserId, notification.CreatedAt });
            entity.HasIndex(notification => new { notification.Status, notification.CreatedAt });
            // Holds all that a report on notifications reads. The id comes second, or the list of all would be sorted anew.
            entity.HasIndex(notification => new
            {
                notification.CreatedAt,
                notification.Id,
                notification.Channel,
                notification.Template,
                notification.Status,
                notification.SentAt,
            });
        });
    }
}
