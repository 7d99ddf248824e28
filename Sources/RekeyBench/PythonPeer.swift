import Foundation

/// What many would write in an afternoon: aiohttp, and a row in SQLite for each outcome.
struct PythonPeer {
    let interpreter: String

    /// - Returns: `nil` where no interpreter has aiohttp. `REKEY_BENCH_PYTHON` names one.
    init?() {
        let named = ProcessInfo.processInfo.environment["REKEY_BENCH_PYTHON"]
        let found = [named, "/usr/bin/python3"].compactMap { $0 }.first { path in
            let check = Contender(
                name: "python", executable: path, arguments: ["-c", "import aiohttp"], environment: [:])
            return (try? check.measure()) != nil  // an interpreter without it ends with 1
        }
        guard let found else { return nil }
        interpreter = found
    }

    static let script = """
        import asyncio, secrets, sqlite3, ssl, sys
        import aiohttp

        url, apps, concurrency, path = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
        trust = ssl.create_default_context(cafile=sys.argv[5]) if len(sys.argv) > 5 else True
        names = open(apps).read().split()[1:]
        database = sqlite3.connect(path)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE IF NOT EXISTS outcomes (app TEXT, status INTEGER)")

        async def worker(session, queue):
            while queue:
                app = queue.pop()
                data = [{"key": "username", "value": "svc"}, {"key": "password", "value": secrets.token_urlsafe(54)}]
                async with session.put(f"{url}/api/app/{app}/secrets/db", json={"data": data}) as answer:
                    body = await answer.json()
                    assert answer.status == 200 and body["secret_name"] == "db"
                database.execute("INSERT INTO outcomes VALUES (?, ?)", (app, 200))

        async def main():
            connector = aiohttp.TCPConnector(limit=concurrency, ssl=trust)
            async with aiohttp.ClientSession(connector=connector, headers={"Authorization-PSK": "x"}) as session:
                queue = list(names)
                await asyncio.gather(*(worker(session, queue) for _ in range(concurrency)))
            database.commit()

        asyncio.run(main())
        """
}
