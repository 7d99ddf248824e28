import Model

/// What a scheduler needs to know to call rekey.
package struct UnitRequest: Sendable {
    /// The name of units and objects.
    package var name = "rekey"
    package var program = "/usr/local/bin/rekey"
    package var database = "/var/lib/rekey/rekey.db"
    /// The master key's file. On Kubernetes: the file from which its Secret is made.
    package var keyFile = "/etc/rekey/rekey.key"
    package var access = APIAccess.profiles(path: "/etc/rekey/profiles", name: nil)
    package var interval = CallInterval.fiveMinutes
    /// The user who runs rekey on a machine, and owns the database.
    package var user = "rekey"
    /// The recipient of cron's mail.
    package var mailTo = "root"
    /// The file to which each call writes metrics for the node exporter's textfile collector; `nil` for none.
    package var metricsFile: String?
    /// The number of databases over which the targets are distributed. One machine has one.
    package var shards = 1
    package var pod = PodRequest()

    package init() {}

    /// The folder of the metrics.
    var metricsFolder: String? {
        metricsFile.map { "/" + $0.dropFirst().split(separator: "/").dropLast().joined(separator: "/") }
    }

    /// How long a call waits for a rekey that a person started, before it fails.
    static let waitLock = "10m"

    /// A CronJob's name has at most 52 characters
    /// (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/), and the name of its Secret has up to 12
    /// more than this one.
    private static let maxNameLength = 40

    /// What is the same for all formats.
    /// - Throws: `InvalidInput`.
    func check() throws {
        try checkName()
        try UnitPath.check(program, of: "program")
        try UnitPath.check(database, of: "database")
        try UnitPath.check(keyFile, of: "key file")
        if let metricsFile {
            try UnitPath.check(metricsFile, of: "metrics file")
            // The collector reads no other file, and does not report one that it skips.
            guard metricsFile.hasSuffix(".prom"), metricsFile.dropFirst().contains("/") else {
                throw InvalidInput(
                    "the collector does not read the metrics file \(quoted(metricsFile))",
                    fix: "choose a separate folder and a name that ends in .prom")
            }
        }
        switch access {
        case .profiles(let path, let profile):
            try UnitPath.check(path, of: "profiles file")
            if let profile { try UnitPath.checkText(profile, of: "profile's name") }
        case .keyFile(let path, let host):
            try UnitPath.check(path, of: "API key's file")
            guard host.consists(ofLettersDigitsAnd: ":/.-_[]") else {
                throw InvalidInput(
                    "\(quoted(host)) is not an address of the API", fix: "write it like https://api.example.com")
            }
        case .environment(let path): try UnitPath.check(path, of: "environment file")
        }
    }

    /// - Throws: `InvalidInput` for several shards: each needs its own machine or pod.
    func checkUnsharded() throws {
        guard shards == 1 else {
            throw InvalidInput(
                "\(shards) shards cannot run on one machine", fix: "leave --shards out, or use kubernetes")
        }
    }

    /// - Throws: `InvalidInput` for a user name that not every system accepts. Source: systemd.exec(5), `User=`.
    func checkUser() throws {
        guard user.consists(ofLettersDigitsAnd: "-_"), user.utf8.count <= 31, let first = user.first,
            first.isLetter || first == "_"
        else {
            throw InvalidInput(
                "\(quoted(user)) is not a user name",
                fix: "write letters, digits, - and _, a letter first, at most 31")
        }
    }

    /// A DNS label, as Kubernetes requires (RFC 1123).
    private func checkName() throws {
        guard name.consists(ofLettersDigitsAnd: "-"), name == name.lowercased(), !name.hasPrefix("-"),
            !name.hasSuffix("-"), name.utf8.count <= Self.maxNameLength
        else {
            throw InvalidInput(
                "\(quoted(name)) is not a valid name for a unit",
                fix: "write a-z, 0-9 and -, at most \(Self.maxNameLength), no - at the ends")
        }
    }
}
