import Model

/// A crontab of one user, for `crontab FILE`.
///
/// Not the form of /etc/cron.d, which has the user's name before each command: a user's own crontab is what every cron
/// takes, and it needs no root.
package struct CrontabUnit: Sendable {
    private let order: UnitRequest

    /// Source: MAX_COMMAND and MAX_ENVSTR of Vixie cron, which Debian's cron still has: 1,000 with the end.
    private static let maxLineBytes = 999

    package init(_ order: UnitRequest) {
        self.order = order
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try order.check()
        try order.checkUser()
        try order.checkUnsharded()
        try checkMailTo()
        let command = Self.inCrontab(command)
        let lines =
            [
                "# For the user who owns the database; it takes the place of the crontab that the user has:",
                "#   crontab -u \(order.user) \(order.name).crontab",
                "# In /etc/cron.d the user's name would have to stand before the command.",
                "SHELL=/bin/sh",
                "PATH=/usr/local/bin:/usr/bin:/bin",
                "MAILTO=\(order.mailTo)",
                "",
                "# Key and credentials are in files that this user alone can read (chmod 600).",
            ] + environment + [
                "",
                "# rekey itself decides what is due. flock keeps calls from piling up behind a long run. What rekey writes is",
                "# mailed when it fails, and only then.",
                "\(order.interval.cron) \(command)",
            ]
        for line in [command] + environment where line.utf8.count > Self.maxLineBytes {
            throw InvalidInput(
                "a line of \(line.utf8.count) bytes is too long for cron, which takes \(Self.maxLineBytes)",
                fix: "choose shorter paths")
        }
        return [UnitFile(fileName: order.name + ".crontab", text: lines.joined(separator: "\n") + "\n")]
    }

    /// Values as they are: cron takes quotes for its own at the beginning alone, and expands nothing (crontab(5)).
    private var environment: [String] {
        var lines = ["REKEY_DATABASE=\(order.database)", "REKEY_KEY_FILE=\(order.keyFile)"]
        if case .profiles(let path, _) = order.access { lines.append("NX1_PROFILES_PATH=\(path)") }
        return lines
    }

    /// A lock that is held is no failure, as nothing is lost (`-E 0`); programs that rekey calls do not inherit the
    /// lock (`-o`), or one that stays behind would keep all later calls off. Source: flock(1).
    private var command: String {
        let words =
            [order.program, "run", "--due", "--quiet", "--wait-lock", UnitRequest.waitLock] + accessWords
            + (order.metricsFile.map { ["--metrics-file", $0] } ?? [])
        let call = words.map(ShellWord.quoting).joined(separator: " ")
        return loading + "out=$(flock -n -o -E 0 \"$REKEY_DATABASE.cron\" \(call) 2>&1)"
            + " || { code=$?; printf '%s\\n' \"$out\"; exit $code; }"
    }

    private var accessWords: [String] {
        switch order.access {
        case .profiles(_, let name): name.map { ["--profile", $0] } ?? []
        case .keyFile(let path, let host): ["--api-key-file", path, "--host", host]
        case .environment: []
        }
    }

    private var loading: String {
        guard case .environment(let path) = order.access else { return "" }
        return "set -a; . \(ShellWord.quoting(path)); set +a; "
    }

    /// Cron makes a line's end of each `%` that has no backslash (crontab(5)), in quotes too.
    private static func inCrontab(_ command: String) -> String {
        command.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%")
    }

    private func checkMailTo() throws {
        guard order.mailTo.consists(ofLettersDigitsAnd: "@._+-,"), !order.mailTo.hasPrefix("-") else {
            throw InvalidInput(
                "\(quoted(order.mailTo)) is not an address for mail", fix: "write a user or user@example.com")
        }
    }
}
