using MonolithFirst.Orders.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Features;

/// <summary>Customers see their own orders and staff see all. An order of somebody else is to a customer as if it did not exist.</summary>
internal static class Visibility
{
    public static IQueryable<Order> VisibleTo(this IQueryable<Order> orders, Caller caller)
    {
        if (caller.IsStaff)
        {
            return orders;
        }

        var userId = caller.Id;
        return orders.Where(order => order.UserId == userId);
    }

    public static ProblemException NotFound() => ProblemException.NotFound("orders.not_found", "There is no such order.");
}
