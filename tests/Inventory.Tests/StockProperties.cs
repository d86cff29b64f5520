using CsCheck;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Tests;

/// <summary>What holds after any sequence of operations, whatever they are refused for.</summary>
public sealed class StockProperties
{
    private static readonly DateTime Begin = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private static readonly string[] Skus = ["CUP", "MUG", "TEA"];

    private static readonly Gen<string> AnySku = Gen.Int[0, 2].Select(index => Skus[index]);

    private static readonly Gen<Operation> Operations = Gen.OneOf(
        Gen.Select(AnySku, Gen.Int[1, 20], (sku, quantity) => (Operation)new Receive(sku, quantity)),
        Gen.Select(AnySku, Gen.Int[-20, 20], (sku, quantity) => (Operation)new Adjust(sku, quantity)),
        Gen.Select(
            Gen.Int[0, 9],
            Gen.Int[1, 12].Array[Skus.Length],
            Gen.Int[1, Skus.Length],
            (order, quantities, lines) => (Operation)new Reserve(order, quantities[..lines])
        ),
        Gen.Int[0, 9].Select(order => (Operation)new Commit(order)),
        Gen.Int[0, 9].Select(order => (Operation)new Release(order)),
        Gen.Int[1, 10].Select(minutes => (Operation)new Wait(minutes)),
        Gen.Const((Operation)new ExpireDue())
    );

    [Fact]
    public void Stock_is_never_oversold_and_always_the_sum_of_its_movements() =>
        Operations
            .Array[1, 60]
            .Sample(
                operations =>
                {
                    var warehouse = new Warehouse();
                    foreach (var operation in operations)
                    {
                        warehouse.Do(operation);
                        warehouse.Check();
                    }
                },
                iter: 2000
            );

    private abstract record Operation;

    private sealed record Receive(string Sku, int Quantity) : Operation;

    private sealed record Adjust(string Sku, int Quantity) : Operation;

    private sealed record Reserve(int Order, int[] Quantities) : Operation;

    private sealed record Commit(int Order) : Operation;

    private sealed record Release(int Order) : Operation;

    private sealed record Wait(int Minutes) : Operation;

    private sealed record ExpireDue : Operation;

    /// <summary>Does what the handlers do, without a database.</summary>
    private sealed class Warehouse
    {
        private readonly Dictionary<string, StockItem> stock = Skus.ToDictionary(sku => sku, sku => new StockItem(sku, Begin));
        private readonly Dictionary<int, Reservation> reservations = [];
        private DateTime now = Begin;

        public void Do(Operation operation)
        {
            try
            {
                switch (operation)
                {
                    case Receive(var sku, var quantity):
                        stock[sku].Receive(quantity, Cause.Because("Any"), now);
                        break;
                    case Adjust(var sku, var quantity):
                        stock[sku].Adjust(quantity, Cause.Because("Any"), now);
                        break;
                    case Reserve(var order, var quantities) when !reservations.ContainsKey(order):
                        reservations[order] = Reservation.Of(Guid.NewGuid(), Lines(quantities), stock, now, TimeSpan.FromMinutes(15));
                        break;
                    case Commit(var order) when reservations.TryGetValue(order, out var reservation):
                        reservation.Commit(stock, now);
                        break;
                    case Release(var order):
                        reservations.TryAdd(order, Reservation.ReleasedBefore(Guid.NewGuid(), now));
                        reservations[order].Release(stock, now);
                        break;
                    case Wait(var minutes):
                        now = now.AddMinutes(minutes);
                        break;
                    case ExpireDue:
                        reservations.Values.ToList().ForEach(reservation => reservation.Expire(stock, now));
                        break;
                }
            }
            catch (ProblemException)
            {
                // A refusal is fine; that it changed nothing is checked like everything else.
            }
        }

        public void Check()
        {
            foreach (var item in stock.Values)
            {
                Assert.True(item.Available >= 0 && item.Reserved >= 0, $"{item.OnHand} on hand, {item.Reserved} reserved");
                Assert.Equal(item.OnHand, item.Movements.Sum(movement => movement.OnHand));
                Assert.Equal(item.Reserved, item.Movements.Sum(movement => movement.Reserved));
                Assert.Equal(Enumerable.Range(1, item.LastMovement), item.Movements.Select(movement => movement.Number));
                var held = reservations.Values.Where(reservation => reservation.IsHeld).SelectMany(reservation => reservation.Lines);
                Assert.Equal(item.Reserved, held.Where(line => line.Sku == item.Sku).Sum(line => line.Quantity));
            }
        }

        private static List<StockLine> Lines(int[] quantities) =>
            [.. quantities.Select((quantity, index) => new StockLine(Skus[index], quantity))];
    }
}
