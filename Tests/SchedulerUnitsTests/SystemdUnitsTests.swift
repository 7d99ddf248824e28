import Model
import Testing

@testable import SchedulerUnits

@Suite struct SystemdUnitsTests {
    /// 0 is a service that can do nothing, 10 one that can do everything; `systemd-analyze security` calls 2 "OK".
    private static let maxExposure = 1.5

    private func lines(_ order: UnitRequest = UnitRequest()) throws -> [String] {
        let units = try SystemdUnits(order).units()
        #expect(units.map(\.fileName) == [order.name + ".service", order.name + ".timer"])
        return units.map(\.text).joined().split(separator: "\n").map(String.init)
    }

    @Test("the service runs what is due with its own copies of key and profile, on a database that only it reads")
    func service() throws {
        let lines = try lines()
        for line in [
            "Type=oneshot",
            "ExecStart=/usr/local/bin/rekey run --due --log-level warning --wait-lock 10m "
                + "--database /var/lib/rekey/rekey.db",
            "DynamicUser=yes", "StateDirectory=rekey", "StateDirectoryMode=0700",
            "LoadCredential=rekey.key:/etc/rekey/rekey.key", "LoadCredential=profiles:/etc/rekey/profiles",
            "Environment=NX1_PROFILES_PATH=%d/profiles", "LimitMEMLOCK=infinity", "LimitCORE=0",
            "OnCalendar=*-*-* *:0/5:00", "Persistent=yes", "WantedBy=timers.target",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        // Neither rekey's own exit codes nor a signal's count as a success: somebody has to hear of a run that stopped.
        #expect(!lines.contains { $0.hasPrefix("SuccessExitStatus") })
    }

    @Test("the service may write in the folder of the metrics, by a group")
    func metrics() throws {
        var order = UnitRequest()
        order.metricsFile = "/var/lib/node_exporter/re%key.prom"
        let lines = try lines(order)
        #expect(
            lines.contains {
                $0.hasPrefix("ExecStart=") && $0.hasSuffix("--metrics-file /var/lib/node_exporter/re%%key.prom")
            })
        #expect(lines.contains("ReadWritePaths=/var/lib/node_exporter"))
        #expect(lines.contains("SupplementaryGroups=rekey-metrics"))
    }

    @Test("a database in a folder of a folder gets that one, and an environment file is read by systemd")
    func others() throws {
        var order = UnitRequest()
        order.database = "/var/lib/rekey/prod/rekey.db"
        order.access = .environment(path: "/etc/rekey/environment")
        let lines = try lines(order)
        #expect(lines.contains("StateDirectory=rekey/prod"))
        #expect(lines.contains("EnvironmentFile=/etc/rekey/environment"))
        #expect(!lines.contains { $0.contains("NX1_PROFILES_PATH") })
    }

    @Test("spaces, specifiers, variables and quotes come out as they went in")
    func quoting() throws {
        var order = UnitRequest()
        order.program = "/opt/100% re key/rekey"
        order.database = "/var/lib/re key%x/re$key \"1\".db"
        order.keyFile = "/etc/50% it's/the \"key\" $x.key"
        order.access = .profiles(path: "/etc/pro:files %t", name: "it's $HOME")
        let lines = try lines(order)
        for line in [
            "ExecStart=\"/opt/100%% re key/rekey\" run --due --log-level warning --wait-lock 10m "
                + "--database \"/var/lib/re key%%x/re$$key \\\"1\\\".db\" --profile \"it's $$HOME\"",
            "StateDirectory=\"re key%%x\"",
            "LoadCredential=rekey.key:/etc/50%% it's/the \"key\" $x.key",
            "LoadCredential=profiles:/etc/pro:files %%t",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test(
        "a program that the sandbox hides, or that systemd cannot name, is refused",
        arguments: [
            "/home/me/bin/rekey", "/root/rekey", "/tmp/rekey", "/var/tmp/rekey", "/opt/it's/rekey", "/opt/\"a\"/rekey",
            "/opt/$a/rekey",
        ])
    func badPrograms(program: String) {
        var order = UnitRequest()
        order.program = program
        let refusal = #expect(throws: InvalidInput.self) { try SystemdUnits(order).units() }
        #expect(refusal?.remedy.isEmpty == false)
    }

    @Test(
        "a database that systemd makes no folder for is refused",
        arguments: ["/srv/rekey/rekey.db", "/var/lib/rekey.db", "/var/lib/a:b/rekey.db", "/var/lib/it's/rekey.db"])
    func badDatabases(database: String) {
        var order = UnitRequest()
        order.database = database
        #expect(throws: InvalidInput.self) { try SystemdUnits(order).units() }
    }

    @Test("an environment file whose name is a pattern is refused")
    func pattern() {
        var order = UnitRequest()
        order.access = .environment(path: "/etc/rekey/*.env")
        #expect(throws: InvalidInput.self) { try SystemdUnits(order).units() }
    }

    @Test("systemd finds nothing to say about the units", .enabled(if: OutsideProgram("systemd-analyze") != nil))
    func verified() throws {
        let analyze = try #require(OutsideProgram("systemd-analyze"))
        var odd = UnitRequest()
        odd.database = "/var/lib/re key%x/re$key \"1\".db"
        odd.keyFile = "/etc/50% it's/the \"key\" $x.key"
        odd.access = .keyFile(path: "/etc/50% it's/psk", host: "https://[::1]:8443/api")
        var environment = UnitRequest()
        environment.access = .environment(path: "/etc/re key/100%.env")
        for var order in [UnitRequest(), odd, environment] {
            // It must be there, or that would be what is said.
            order.program = "/bin/sh"
            let folder = try TemporaryFolder()
            let (output, status) = try analyze.run(["verify"] + folder.write(try SystemdUnits(order).units()))
            #expect(output == "")
            #expect(status == 0)
        }
    }

    @Test("the service is exposed as little as it can be", .enabled(if: OutsideProgram("systemd-analyze") != nil))
    func exposure() throws {
        let analyze = try #require(OutsideProgram("systemd-analyze"))
        let folder = try TemporaryFolder()
        let files = try folder.write(try SystemdUnits(UnitRequest()).units())
        let (output, status) = try analyze.run(
            ["security", "--offline=true", "--no-pager", try #require(files.first)], environment: ["LC_ALL": "C.UTF-8"])
        #expect(status == 0)
        let words = output.split(separator: "Overall exposure level for rekey.service: ").last?.split(separator: " ")
        let exposure = try #require(words?.first.flatMap { Double($0) }, "\(output)")
        print("exposure of rekey.service: \(exposure)")
        #expect(exposure <= Self.maxExposure)
    }
}
