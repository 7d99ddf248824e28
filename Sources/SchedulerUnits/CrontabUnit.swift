import Model

/// A crontab of one user, for `crontab FILE`.
///
/// Not in the form of /etc/cron.d, which has the user's name before each command: a user's own crontab works with every
/// cron and needs no root.
package struct CrontabUnit: Sendable {
    private let request: UnitRequest

    /// Source: MAX_COMMAND and MAX_ENVSTR of Vixie cron, which Debian's cron still has: 1,000 with the terminating
    /// zero.
    private static let maxLineBytes = 999

    package init(_ request: UnitRequest) {
        self.request = request
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try request.check()
        try request.checkUser()
        try request.checkUnsharded()
        try checkMailTo()
        let command = Self.inCrontab(command)
        let lines =
            [
                "# For the user who owns the database. This replaces the user's present crontab:",
                "#   crontab -u \(request.user) \(request.name).crontab",
                "# In /etc/cron.d the user's name must be written before the command.",
                "SHELL=/bin/sh",
                "PATH=/usr/local/bin:/usr/bin:/bin",
                "MAILTO=\(request.mailTo)",
                "",
                "# Key and credentials are in files that only this user can read (chmod 600).",
            ] + environment + [
                "",
                "# rekey itself decides what is due. flock prevents calls from piling up behind a long run. rekey's "
                    + "output is",
                "# mailed only if it fails.",
                "\(request.interval.cron) \(command)",
            ]
        for line in [command] + environment where line.utf8.count > Self.maxLineBytes {
            throw InvalidInput(
                "a line of \(line.utf8.count) bytes is too long for cron, which takes \(Self.maxLineBytes)",
                fix: "choose shorter paths")
        }
        return [UnitFile(fileName: request.name + ".crontab", text: lines.joined(separator: "\n") + "\n")]
    }

    /// Values as they are: cron treats quotes as special only at the beginning, and expands nothing (crontab(5)).
    private var environment: [String] {
        var lines = ["REKEY_DATABASE=\(request.database)", "REKEY_KEY_FILE=\(request.keyFile)"]
        if case .profiles(let path, _) = request.access { lines.append("NX1_PROFILES_PATH=\(path)") }
        return lines
    }

    /// A held lock is not a failure, because nothing is lost (`-E 0`). Programs that rekey calls do not inherit the
    /// lock (`-o`); otherwise one that outlives rekey would block all later calls. Source: flock(1).
    private var command: String {
        let words =
            [request.program, "run", "--due", "--quiet", "--wait-lock", UnitRequest.waitLock] + accessWords
            + (request.metricsFile.map { ["--metrics-file", $0] } ?? [])
        let call = words.map(ShellWord.quoting).joined(separator: " ")
        return loading + "out=$(flock -n -o -E 0 \"$REKEY_DATABASE.cron\" \(call) 2>&1)"
            + " || { code=$?; printf '%s\\n' \"$out\"; exit $code; }"
    }

    private var accessWords: [String] {
        switch request.access {
        case .profiles(_, let name): name.map { ["--profile", $0] } ?? []
        case .keyFile(let path, let host): ["--api-key-file", path, "--host", host]
        case .environment: []
        }
    }

    private var loading: String {
        guard case .environment(let path) = request.access else { return "" }
        return "set -a; . \(ShellWord.quoting(path)); set +a; "
    }

    /// Cron turns each `%` without a backslash into a line end (crontab(5)), in quotes too.
    private static func inCrontab(_ command: String) -> String {
        command.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%")
    }

    private func checkMailTo() throws {
        guard request.mailTo.consists(ofLettersDigitsAnd: "@._+-,"), !request.mailTo.hasPrefix("-") else {
            throw InvalidInput(
                "\(quoted(request.mailTo)) is not a mail address", fix: "write a user or user@example.com")
        }
    }
}
