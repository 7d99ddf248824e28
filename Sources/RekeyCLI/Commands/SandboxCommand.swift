import ArgumentParser
import Engine
import Model
import Rekey
import Sandbox

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Run a simulated API on this machine, to try things out.",
        discussion: """
            Example: rekey sandbox --port 8080 --fault 503:5% --fault cut-after:2%

            Every secret of every app exists there. With --missing, a secret exists only if --secret, a POST or \
            POST /sandbox/secrets created it, in the apps of --app and --secret:

            rekey sandbox --missing --secret 00000000-0000-4000-8000-000000000001:db:password=old

            GET /openapi.json describes its routes. --without removes the routes that older installations lack. \
            A machine client gets access tokens at /realms/sandbox/protocol/openid-connect/token; the issuer is \
            /realms/sandbox. With --issuer it also accepts the tokens of another issuer.

            GET /sandbox/log and GET /sandbox/summary show its state while it runs. GET, POST and DELETE \
            /sandbox/secrets (a line of JSON for each secret: app_id, secret_name, values), POST and DELETE \
            /sandbox/faults and DELETE /sandbox/log need the API key, like the API itself:

            curl -H 'Authorization-PSK: sandbox-psk' http://127.0.0.1:8080/sandbox/secrets

            They are only for programs on this machine: with a Host other than localhost, 127.0.0.1 or [::1], or \
            with an Origin, they are refused (403).

            Faults: a status code (`429:5%:retry-after=2`), \
            \(Fault.Action.allCases.map(\.rawValue).joined(separator: ", ")); \
            after colons a share (`10%`), `get`, `put` or `post`, a route (\(SandboxCommand.faultRoutes)), \
            `times=N`, `skip=N`, `each`, `app=ID`, `secret=NAME`, `delay=MS` or `MS..MS`, `beyond=N` (only while N \
            other requests are being answered), `queue=N` (only N requests are delayed at a time, others wait), \
            `rst`, `applied` (a status code after the value was applied), `mb=N`, `url=URL`.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The port on 127.0.0.1; 0 means any free port.")
    var port = 0

    @Option(help: "The API key that it accepts.")
    var apiKey = "sandbox-psk"

    @Option(
        help: "A fault to simulate; may be repeated.",
        transform: { text in try RunOptions.parsing { try Fault(text: text) } })
    var fault: [Fault] = []

    @Option(help: "A key that every secret has at first; may be repeated.")
    var key: [String] = []

    @Option(
        help: "An app that GET /api/app lists, as ID:NAME or ID:NAME:TYPE; may be repeated. Default: ten apps.",
        transform: SandboxCommand.app)
    var app: [SandboxConfiguration.App] = []

    @Flag(help: "A secret exists only if it was seeded or created.")
    var missing = false

    @Option(
        help: ArgumentHelp(
            "A secret that exists from the start, as APP_ID:NAME or APP_ID:NAME:KEY=VALUE; may be repeated, also for more keys.",
            valueName: "secret"),
        transform: SandboxCommand.secret)
    var secret: [SeededKey] = []

    @Option(
        help: ArgumentHelp(
            "An app on which the caller has a role; may be repeated. The others are hidden, and their secrets answer 404.",
            valueName: "app-id"),
        transform: SandboxCommand.appID)
    var visibleApp: [String] = []

    @Flag(help: "The caller lacks the role for reveal, which answers 403.")
    var noRevealRole = false

    @Option(
        help: "How long reveal still shows the old values after a PUT.", transform: SandboxCommand.duration)
    var revealLag = Duration.zero

    @Option(
        help: ArgumentHelp(
            "Optional routes to remove, as in older installations, separated by commas: \(SandboxCommand.optionalRoutes).",
            valueName: "routes"),
        transform: SandboxCommand.routes)
    var without: Set<SandboxRoute> = []

    @Option(help: "The lifetime of its own access tokens, in whole seconds.", transform: SandboxCommand.lifetime)
    var tokenLifetime = Duration.seconds(600)

    @Option(help: "The client ID that its token endpoint accepts.")
    var clientID = "sandbox-client"

    @Option(help: "The secret of that client.")
    var clientSecret = "sandbox-client-secret"

    @Option(help: "Another issuer, whose access tokens are also accepted.")
    var issuer: String?

    @Option(help: "The random seed of the faults.")
    var seed: UInt64 = 1

    @Option(help: "Use TLS with this certificate (PEM).")
    var certificate: String?

    @Option(help: "The certificate's private key (PEM).")
    var privateKey: String?

    @Flag(help: "Keep only counters, for very large runs.")
    var noLog = false

    private static let apps = (1...10).map { number in
        let digits = number < 10 ? "0\(number)" : "\(number)"
        return SandboxConfiguration.App(id: "00000000-0000-4000-8000-0000000000\(digits)", name: "app-\(digits)")
    }

    func run() async throws {
        var configuration = SandboxConfiguration()
        configuration.port = port
        configuration.apiKey = apiKey
        configuration.faults = fault
        configuration.seed = seed
        configuration.apps = app.isEmpty ? Self.apps : app
        configuration.firstKeys = key
        configuration.createsAll = !missing
        for key in secret { key.add(to: &configuration) }
        configuration.visibleApps = visibleApp.isEmpty ? nil : Set(visibleApp)
        configuration.mayReveal = !noRevealRole
        configuration.revealLag = revealLag
        configuration.without = without
        configuration.tokenLifetime = tokenLifetime
        configuration.clientID = clientID
        configuration.clientSecret = clientSecret
        configuration.issuer = issuer
        configuration.keepsLog = !noLog
        switch (certificate, privateKey) {
        case (let certificate?, let privateKey?):
            configuration.identity = .init(certificate: certificate, privateKey: privateKey)
        case (nil, nil): break
        default: throw ValidationError("--certificate and --private-key need each other")
        }
        let chosen = configuration
        let format = global.output
        try ProcessGuard.begin(RunActivity())
        try await SandboxServer.serve(chosen) { server in
            if format == .table {
                try StandardOutput.line("export NX1_HOST=\(server.url) NX1_API_KEY=\(chosen.apiKey)")
            } else {
                try RowPrinter.print(format, [("host", .text(server.url)), ("api_key", .text(chosen.apiKey))])
            }
            for await _ in Signals.relay.stream() { return }
        }
    }

    private static func app(_ text: String) throws -> SandboxConfiguration.App {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts[1].isEmpty else {
            throw ValidationError("write ID:NAME or ID:NAME:TYPE")
        }
        let id = try RunOptions.parsing { try AppID(parts[0]) }
        guard let type = parts.count == 3 ? AppType(rawValue: parts[2]) : .handAuthored else {
            throw ValidationError("the types are \(AppType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return .init(id: id.text, name: parts[1], type: type.rawValue)
    }

    private static func appID(_ text: String) throws -> String { try RunOptions.parsing { try AppID(text) }.text }

    private static func secret(_ text: String) throws -> SeededKey {
        try RunOptions.parsing { try SeededKey(text: text) }
    }

    private static func duration(_ text: String) throws -> Duration {
        try RunOptions.parsing { try Duration(text: text) }
    }

    private static func lifetime(_ text: String) throws -> Duration {
        let lifetime = try duration(text)
        guard lifetime >= .seconds(1), lifetime.components.attoseconds == 0 else {
            throw ValidationError("\(text) is not a lifetime of a token; write whole seconds, like 30s")
        }
        return lifetime
    }

    private static func routes(_ text: String) throws -> Set<SandboxRoute> {
        let routes = text.split(separator: ",").map { SandboxRoute(rawValue: String($0)) }
        let known = routes.compactMap { $0 }.filter(SandboxRoute.optional.contains)
        guard !routes.isEmpty, known.count == routes.count else {
            throw ValidationError(
                "\(text) is not a list of optional routes; write some of \(optionalRoutes), with commas")
        }
        return Set(known)
    }

    private static let optionalRoutes = names { SandboxRoute.optional.contains($0) }
    private static let faultRoutes = names { $0 != .discovery && $0 != .keys }

    private static func names(_ isNamed: (SandboxRoute) -> Bool) -> String {
        SandboxRoute.allCases.filter(isNamed).map(\.rawValue).joined(separator: ", ")
    }
}
