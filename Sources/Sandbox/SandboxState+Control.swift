import Model

/// What programs of this machine may ask of the stand-in itself.
extension SandboxState {
    func control(_ request: SandboxRequest) -> SandboxReply {
        guard request.isLocal else {
            return .error(403, "only programs of this machine may ask, with a Host of its own")
        }
        // The counters and the log hold no value, and change nothing.
        let isOpen = request.method == "GET" && ["/sandbox/log", "/sandbox/summary"].contains(request.path)
        guard isOpen || accepts(request) else {
            return .error(401, "send the API key of this stand-in in Authorization-PSK")
        }
        switch (request.method, request.path) {
        case ("GET", "/sandbox/log"):
            return SandboxReply(200, log.map { $0.json + "\n" }.joined())
        case ("GET", "/sandbox/secrets"): return SandboxReply(200, secretLines)
        case ("POST", "/sandbox/secrets"): return seed(request.body)
        case ("DELETE", "/sandbox/secrets"): return remove(request.body)
        case ("GET", "/sandbox/summary"): return SandboxReply(200, summary)
        case ("POST", "/sandbox/faults"):
            do {
                let texts = String(decoding: request.body, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                faults.add(try texts.map { try Fault(text: String($0)) })
                return SandboxReply(204, "")
            } catch {
                return .error(400, "\(error)")
            }
        case ("DELETE", "/sandbox/faults"):
            faults.clear()
            return SandboxReply(204, "")
        case ("DELETE", "/sandbox/log"):
            log.removeAll()
            return SandboxReply(204, "")
        default: return .detail(404, "Not Found")
        }
    }

    /// Takes lines as `GET /sandbox/secrets` shows them; all of them, or none.
    private func seed(_ body: [UInt8]) -> SandboxReply {
        do {
            for line in try SecretLine.read(body) { put(line.target, line.values ?? configuration.firstValues) }
            return SandboxReply(204, "")
        } catch {
            return .error(400, "\(error)")
        }
    }

    /// Takes the same lines, of which it reads no values.
    private func remove(_ body: [UInt8]) -> SandboxReply {
        do {
            for line in try SecretLine.read(body) { remove(line.target) }
            return SandboxReply(204, "")
        } catch {
            return .error(400, "\(error)")
        }
    }

    /// The values in force, a secret a line: they are made up, and what was kept can be seen here alone.
    private var secretLines: String {
        secrets.targets.map { target in
            SecretLine(target: target, values: secrets.values(target) ?? [:]).json + "\n"
        }.joined()
    }

    private var summary: String {
        let byStatus = statuses.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return "{\"requests\":\(requests),\"applied\":\(applied),\"by_status\":{\(byStatus)},"
            + "\"secrets\":\(tallies.count),\"differing\":\(targetsWithDifferingValues.count),"
            + "\"puts_of_one_secret_at_most\":\(tallies.values.map(\.puts).max() ?? 0),\"created\":\(created),"
            + "\"tokens\":\(issuer.issuedCount)}"
    }
}
