using System.Data.Common;
using System.Globalization;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>Who buys, and with what money: the rows of users and payments.</summary>
internal sealed class Customers
{
    private const string CustomerRole = "0198d8a0-0000-7000-8000-000000000003";

    // A tenth of the customers had registered before the first day.
    private const int Early = 10;

    private static readonly string[] FirstNames =
    [
        .. "Ada Alan Barbara Charles Donald Edsger Frances Grace Hedy Ida John Katherine Linus Margaret Niklaus Radia".Split(' '),
    ];

    private static readonly string[] LastNames =
    [
        .. "Allen Babbage Dijkstra Hamilton Hopper Johnson Knuth Lamarr Liskov Lovelace Neumann Perlman Rhodes Torvalds Turing Wirth".Split(
            ' '
        ),
    ];

    private readonly Chance chance;
    private readonly Guid staff;
    private readonly (Guid Cash, Guid Sales) system;
    private readonly List<Customer> customers = [];
    private int registered;

    private readonly Rows accounts = new(
        "users.accounts",
        "id, display_name, search_text, created_at, profile_version, email, password_hash, security_stamp, concurrency_stamp, access_failed_count"
    );
    private readonly Rows roles = new("users.account_roles", "account_id, role_id");
    private readonly Rows transactions = new("payments.transactions", "id, kind, reference, purpose, recorded_by, recorded_at");
    private readonly Rows entries = new(
        "payments.entries",
        "id, transaction_id, kind, reference, account_id, user_id, recorded_at, number, balance_after_minor, amount_currency, amount_minor"
    );
    private readonly Rows charges = new("payments.charges", "reference, state, user_id, amount_minor, currency, purpose, changed_at");
    private readonly Rows balances = new("payments.accounts", "id, currency, opened_at, kind, name, user_id, balance_minor, entry_count");

    private Customers(Chance chance, Guid staff, Guid? cash, Guid? sales)
    {
        (this.chance, this.staff) = (chance, staff);
        system = (cash ?? OpenSystem("Cash"), sales ?? OpenSystem("Sales"));
    }

    public IReadOnlyList<Rows> Written => [accounts, roles, transactions, entries, charges, balances];

    /// <summary>Customers who register during the two years.</summary>
    /// <param name="connection">Knows the ledger's own accounts, and the password that all shall have: that of a customer there is.</param>
    /// <param name="chance">Decides on names and times.</param>
    /// <param name="staff">Who takes their money.</param>
    /// <param name="count">How many.</param>
    public static async Task<Customers> RegisterAsync(DbConnection connection, Chance chance, Guid staff, int count)
    {
        var known = new Customers(
            chance,
            staff,
            await SystemAccountAsync(connection, "Cash"),
            await SystemAccountAsync(connection, "Sales")
        );
        var passwordHash = await TradeHistory.TextAsync(
            connection,
            "SELECT account.password_hash FROM users.accounts AS account JOIN users.account_roles AS given ON given.account_id = account.id "
                + $"WHERE given.role_id = '{CustomerRole}' LIMIT 1"
        );
        var early = count / Early;
        for (var number = 0; number < count; number++)
        {
            var at =
                number < early
                    ? TradeHistory.Begin - TradeHistory.Part(early - number - chance.Share(), early, TimeSpan.FromDays(30))
                    : TradeHistory.Begin + TradeHistory.Part(number - early + chance.Share(), count - early, TradeHistory.Span);
            known.Register(number, at, passwordHash!);
        }

        return known;
    }

    /// <summary>Somebody who has registered by then.</summary>
    public Customer At(DateTime time)
    {
        while (registered < customers.Count && customers[registered].RegisteredAt < time.AddMinutes(-1))
        {
            registered++;
        }

        return customers[chance.Favourite(registered)];
    }

    /// <summary>Sees to it that the customer holds so much; staff take it in notes of ten.</summary>
    public void Provide(Customer customer, long minor, DateTime at)
    {
        if (customer.Balance < minor)
        {
            var notes = ((minor - customer.Balance) / 1000) + chance.Between(10, 60);
            Record("Deposit", null, "Paid in at the counter", staff, at, system.Cash, customer, notes * 1000);
        }
    }

    /// <summary>Takes an order's total.</summary>
    public void Take(Order order) =>
        Record("Charge", order.Id, PurposeOf(order), null, order.Now, system.Sales, order.Customer, -order.Total);

    /// <summary>Gives it back.</summary>
    public void GiveBack(Order order) =>
        Record("Refund", order.Id, "Refund: " + PurposeOf(order), null, order.Now, system.Sales, order.Customer, order.Total);

    /// <summary>Writes what has become of an order's charge.</summary>
    /// <param name="order">The order.</param>
    /// <param name="state">Taken or refunded.</param>
    /// <param name="wasTaken">Whether there ever was money.</param>
    public void Settle(Order order, string state, bool wasTaken)
    {
        if (wasTaken)
        {
            charges.Add(order.Id, state, order.Customer.Id, order.Total, TradeHistory.Currency, PurposeOf(order), order.Now);
        }
        else
        {
            charges.Add(order.Id, state, null, null, null, null, order.Now);
        }
    }

    /// <summary>Writes the accounts as they are in the end.</summary>
    public void Close()
    {
        foreach (var customer in customers.Where(customer => customer.EntryCount > 0))
        {
            balances.Add(
                customer.AccountId,
                TradeHistory.Currency,
                customer.OpenedAt,
                "User",
                null,
                customer.Id,
                customer.Balance,
                customer.EntryCount
            );
        }
    }

    private static string PurposeOf(Order order) => $"Order {order.Id}";

    private static async Task<Guid?> SystemAccountAsync(DbConnection connection, string name) =>
        await TradeHistory.TextAsync(
            connection,
            $"SELECT id FROM payments.accounts WHERE name = '{name}' AND currency = '{TradeHistory.Currency}'"
        )
            is { } id
            ? Guid.Parse(id)
            : null;

    private Guid OpenSystem(string name)
    {
        var id = chance.Id(TradeHistory.Begin);
        balances.Add(id, TradeHistory.Currency, TradeHistory.Begin, "System", name, null, null, null);
        return id;
    }

    private void Register(int number, DateTime at, string passwordHash)
    {
        var (first, last) = (FirstNames[chance.Between(0, FirstNames.Length - 1)], LastNames[chance.Between(0, LastNames.Length - 1)]);
        var name = $"{first} {last}";
        var email = string.Create(CultureInfo.InvariantCulture, $"{first}.{last}.{number}@shop.example").ToLowerInvariant();
        var customer = new Customer(chance.Id(at), name, email, at);
        customers.Add(customer);
        accounts.Add(
            customer.Id,
            name,
            $"{name.ToLowerInvariant()} {email}",
            at,
            1,
            email,
            passwordHash,
            chance.Hex(16).ToUpperInvariant(),
            chance.Id(at),
            0
        );
        roles.Add(customer.Id, CustomerRole);
    }

    /// <summary>Both sides of a transaction, first that which the amount leaves.</summary>
    private void Record(string kind, Guid? reference, string purpose, Guid? by, DateTime at, Guid other, Customer customer, long minor)
    {
        if (customer.EntryCount == 0)
        {
            (customer.AccountId, customer.OpenedAt) = (chance.Id(at), at);
        }

        var transaction = chance.Id(at);
        transactions.Add(transaction, kind, reference, purpose, by, at);
        customer.Balance += minor;
        customer.EntryCount++;
        var (first, second) = (chance.Id(at), chance.Id(at));
        var (own, others) = minor < 0 ? (first, second) : (second, first);
        entries.Add(
            own,
            transaction,
            kind,
            reference,
            customer.AccountId,
            customer.Id,
            at,
            customer.EntryCount,
            customer.Balance,
            TradeHistory.Currency,
            minor
        );
        entries.Add(others, transaction, kind, reference, other, null, at, null, null, TradeHistory.Currency, -minor);
    }
}

/// <summary>A customer with the money on the account.</summary>
internal sealed class Customer(Guid id, string name, string email, DateTime registeredAt)
{
    public Guid Id => id;

    public string Name => name;

    public string Email => email;

    public DateTime RegisteredAt => registeredAt;

    /// <summary>The account in the ledger, once there is one.</summary>
    public Guid AccountId { get; set; }

    public DateTime OpenedAt { get; set; }

    public long Balance { get; set; }

    public int EntryCount { get; set; }
}
