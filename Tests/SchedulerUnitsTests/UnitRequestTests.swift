import Model
import Testing

@testable import SchedulerUnits

@Suite struct UnitOrderTests {
    @Test("what is not said has a good default for every scheduler", arguments: UnitFormat.allCases)
    func defaults(format: UnitFormat) throws {
        let units = try format.units(UnitRequest())
        #expect(!units.isEmpty)
        for unit in units {
            #expect(unit.fileName.hasPrefix("rekey"))
            #expect(unit.text.hasSuffix("\n") && !unit.text.hasSuffix("\n\n"))
            #expect(!unit.text.contains(" \n"))
            #expect(unit.named.hasPrefix("# \(unit.fileName)\n"))
            #expect(unit.named.hasSuffix(unit.text))
        }
    }

    @Test("names of units and files follow the order's", arguments: UnitFormat.allCases)
    func names(format: UnitFormat) throws {
        var order = UnitRequest()
        order.name = "rekey-prod"
        #expect(try format.units(order).allSatisfy { $0.fileName.hasPrefix("rekey-prod") })
    }

    @Test("each call writes metrics where the order says", arguments: UnitFormat.allCases)
    func metrics(format: UnitFormat) throws {
        var order = UnitRequest()
        order.metricsFile = "/var/lib/node exporter/rekey.prom"
        let text = try format.units(order).map(\.text).joined()
        #expect(text.contains("--metrics-file"))
        #expect(text.contains("/var/lib/node exporter/rekey.prom"))
        #expect(try !format.units(UnitRequest()).map(\.text).joined().contains("metrics"))
        for path in ["rekey.prom", "/rekey.prom", "/var/lib/rekey.txt", "/var/../rekey.prom"] {
            order.metricsFile = path
            #expect(throws: InvalidInput.self, "\(path)") { try format.units(order) }
        }
    }

    @Test(
        "a key file of the API is named where a profile would be, and its address with it",
        arguments: UnitFormat.allCases)
    func keyFile(format: UnitFormat) throws {
        var order = UnitRequest()
        order.access = .keyFile(path: "/etc/rekey/psk", host: "https://api.example.com")
        let text = try format.units(order).map(\.text).joined()
        #expect(text.contains("https://api.example.com"))
        #expect(text.contains("/etc/rekey/psk"))
        #expect(text.contains("--api-key-file"))
        #expect(!text.contains("NX1_"))
    }

    @Test(
        "a path that no scheduler carries is refused by all, with the reason",
        arguments: [
            ("rekey.db", "absolute"), ("", "absolute"), ("/var/lib/re\nkey/rekey.db", "line break"),
            ("/var/lib/re\\key/rekey.db", "backslash"), ("/var/lib/rekey/rekey.db ", "blank"),
            ("/var/lib/../rekey/rekey.db", ".."), ("/var/lib/rekey/", "empty"), ("/var/lib//rekey/rekey.db", "empty"),
            ("/var/lib/rekey/\u{85}.db", "control"),
        ])
    func badPaths(path: String, reason: String) {
        for format in UnitFormat.allCases {
            for change in [\UnitRequest.database, \.keyFile, \.program] {
                var order = UnitRequest()
                order[keyPath: change] = path
                let refusal = #expect(throws: InvalidInput.self) { try format.units(order) }
                #expect(refusal?.what.contains(reason) == true, "\(format): \(refusal?.description ?? "")")
                #expect(refusal?.remedy.isEmpty == false)
            }
        }
    }

    @Test(
        "names that are none are refused",
        arguments: ["", "Rekey", "re key", "-rekey", "rekey-", "ré", String(repeating: "a", count: 41)])
    func badNames(name: String) {
        for format in UnitFormat.allCases {
            var order = UnitRequest()
            order.name = name
            #expect(throws: InvalidInput.self) { try format.units(order) }
        }
    }

    @Test(
        "a host is an address and nothing else", arguments: ["", "https://a b", "https://a\"", "https://$HOME", "a%b"])
    func badHosts(host: String) {
        for format in UnitFormat.allCases {
            var order = UnitRequest()
            order.access = .keyFile(path: "/etc/rekey/psk", host: host)
            #expect(throws: InvalidInput.self) { try format.units(order) }
        }
    }

    @Test("one machine takes no shards, and no user whose name a shell or a mailer would take apart")
    func machines() {
        for format in [UnitFormat.crontab, .systemd] {
            var order = UnitRequest()
            order.shards = 2
            #expect(throws: InvalidInput.self) { try format.units(order) }
            for user in ["", "re key", "1st", "a;b", "-u"] {
                order = UnitRequest()
                order.user = user
                #expect(throws: InvalidInput.self) { try format.units(order) }
            }
        }
        for address in ["", "a b", "-t", "a\nPATH=/tmp", "$(id)"] {
            var order = UnitRequest()
            order.mailTo = address
            #expect(throws: InvalidInput.self) { try UnitFormat.crontab.units(order) }
        }
    }
}
