using System.Globalization;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>What is sold, and how much of it there is: the catalogue's and the inventory's rows.</summary>
internal sealed class Goods
{
    private const int PerReceipt = 400;

    private static readonly string[] Looks =
    [
        .. "Amber Black Blue Bronze Copper Coral Cream Crimson Emerald Golden Green Grey Ivory Jade Lilac Olive Plain Red Silver White".Split(
            ' '
        ),
    ];

    private static readonly string[] Things =
    [
        .. "Apron Basket Blanket Board Bottle Bowl Box Candle Clock Cup Cushion Glass Jar Jug Kettle Lamp Mug Plate Pot Rug Spoon Tin Towel Tray Vase".Split(
            ' '
        ),
    ];

    private readonly Chance chance;
    private readonly Guid staff;
    private readonly List<Article> articles = [];

    private readonly Rows products = new(
        "catalog.products",
        "id, sku, name, description, status, created_at, updated_at, version, search_text, price_currency, price_minor"
    );
    private readonly Rows prices = new("catalog.product_prices", "id, product_id, valid_from, valid_to, price_currency, price_minor");
    private readonly Rows items = new("inventory.stock_items", "sku, on_hand, reserved, last_movement, updated_at");
    private readonly Rows movements = new(
        "inventory.stock_movements",
        "sku, number, kind, on_hand, reserved, reason, reference, made_by, occurred_at"
    );
    private readonly Rows reservations = new("inventory.reservations", "reference, status, created_at, expires_at, changed_at");
    private readonly Rows reservationLines = new("inventory.reservation_lines", "reference, sku, quantity, is_missing");

    /// <param name="chance">Decides on prices.</param>
    /// <param name="staff">Who receives the goods.</param>
    /// <param name="opening">When the first of them come in.</param>
    public Goods(Chance chance, Guid staff, DateTime opening)
    {
        (this.chance, this.staff) = (chance, staff);
        foreach (var (thing, look) in Things.SelectMany(thing => Looks.Select(look => (thing, look))))
        {
            Add(thing, look, opening);
        }
    }

    public IReadOnlyList<Rows> Written => [products, prices, movements, reservations, reservationLines, items];

    /// <summary>Something that somebody wants; the last few nobody ever does.</summary>
    public Article Wanted() => articles[chance.Favourite(articles.Count * 49 / 50)];

    /// <summary>Sees to it that so much can be ordered.</summary>
    public void Provide(Article article, int quantity, DateTime at)
    {
        if (article.Available < quantity)
        {
            Receive(article, quantity + PerReceipt - article.Available, at);
        }
    }

    /// <summary>Sets an order's goods aside.</summary>
    public void Reserve(Order order)
    {
        MoveAll(order, "Reserve", onHand: 0, reserved: 1);
        foreach (var line in order.Lines)
        {
            reservationLines.Add(order.Id, line.Article.Sku, line.Quantity, false);
        }
    }

    /// <summary>Refuses to: there is too little.</summary>
    public void Refuse(Order order)
    {
        foreach (var line in order.Lines)
        {
            reservationLines.Add(order.Id, line.Article.Sku, line.Quantity, line.Quantity > line.Article.Available);
        }
    }

    /// <summary>Moves pieces of all lines, each by its quantity, backwards or not at all.</summary>
    /// <param name="order">The order.</param>
    /// <param name="kind">Why.</param>
    /// <param name="onHand">Which way the pieces on hand go: 1, 0 or -1.</param>
    /// <param name="reserved">Which way those go that are set aside.</param>
    public void MoveAll(Order order, string kind, int onHand, int reserved)
    {
        foreach (var (article, quantity) in order.Lines)
        {
            Move(article, kind, onHand * quantity, reserved * quantity, null, order.Id, null, order.Now);
        }
    }

    /// <summary>Writes what has become of an order's reservation.</summary>
    public void Settle(Order order, string status, DateTime? expiresAt) =>
        reservations.Add(order.Id, status, order.ReservedAt, expiresAt, order.Now);

    /// <summary>Writes the stock as it is in the end.</summary>
    public void Close() =>
        articles.ForEach(article => items.Add(article.Sku, article.OnHand, article.Reserved, article.LastMovement, article.UpdatedAt));

    private void Add(string thing, string look, DateTime opening)
    {
        var name = $"{look} {thing.ToLowerInvariant()}";
        // With a number, because the host brings a MUG-BLUE of its own.
        var sku = string.Create(CultureInfo.InvariantCulture, $"{thing}-{look}-{articles.Count + 1:000}").ToUpperInvariant();
        var description = $"{name}, made by hand in small numbers and packed in paper.";
        var price = (chance.Between(2, 60) * 100L) + 90;
        var (id, at) = (chance.Id(opening), opening);
        products.Add(
            id,
            sku,
            name,
            description,
            "Active",
            at,
            at,
            1,
            $"{sku}\n{name}\n{description}".ToLowerInvariant(),
            TradeHistory.Currency,
            price
        );
        prices.Add(chance.Id(at), id, at, null, TradeHistory.Currency, price);
        var article = new Article(sku, name, price);
        articles.Add(article);
        Receive(article, PerReceipt, at);
    }

    private void Receive(Article article, int quantity, DateTime at) => Move(article, "Receipt", quantity, 0, "Delivered", null, staff, at);

    private void Move(Article article, string kind, int onHand, int reserved, string? reason, Guid? reference, Guid? madeBy, DateTime at)
    {
        article.OnHand += onHand;
        article.Reserved += reserved;
        article.UpdatedAt = at;
        movements.Add(article.Sku, ++article.LastMovement, kind, onHand, reserved, reason, reference, madeBy, at);
    }
}

/// <summary>A product with its stock.</summary>
/// <param name="sku">What it goes by.</param>
/// <param name="name">What it is called.</param>
/// <param name="price">Minor units for a piece.</param>
internal sealed class Article(string sku, string name, long price)
{
    public string Sku => sku;

    public string Name => name;

    public long Price => price;

    public int OnHand { get; set; }

    public int Reserved { get; set; }

    public int Available => OnHand - Reserved;

    public int LastMovement { get; set; }

    public DateTime UpdatedAt { get; set; }
}
