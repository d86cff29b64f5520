namespace MonolithFirst.Platform.Placement;

/// <summary>
/// Recognises that an instance took no connection in time, after which it has done nothing. <c>SocketsHttpHandler</c> reports it as a
/// cancellation like any other (dotnet/runtime, HttpConnectionPool.CreateConnectTimeoutException), told apart by what is inside.
/// </summary>
internal static class ConnectTimeout
{
    public static bool IsCauseOf(Exception? failure) =>
        failure switch
        {
            OperationCanceledException cancelled => cancelled.InnerException is TimeoutException,
            AggregateException several => several.InnerExceptions.Any(IsCauseOf),
            _ => false,
        };
}
