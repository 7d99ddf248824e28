/// What a request is answered with where it succeeds, before a fault spoils it.
struct SandboxContent {
    private enum Kind {
        case secret(SecretDetail, isMasked: Bool)
        case list([SecretDetail])
        case text(String)
    }

    private var kind: Kind
    let status: Int

    static func secret(_ detail: SecretDetail, isMasked: Bool = true, status: Int = 200) -> SandboxContent {
        SandboxContent(kind: .secret(detail, isMasked: isMasked), status: status)
    }

    static func list(_ details: [SecretDetail]) -> SandboxContent {
        SandboxContent(kind: .list(details), status: 200)
    }

    static func text(_ json: String) -> SandboxContent { SandboxContent(kind: .text(json), status: 200) }

    private init(kind: Kind, status: Int) {
        self.kind = kind
        self.status = status
    }

    var json: String {
        switch kind {
        case .secret(let detail, let isMasked): detail.json(isMasked: isMasked)
        case .list(let details): "[" + details.map { $0.json(isMasked: true) }.joined(separator: ",") + "]"
        case .text(let json): json
        }
    }

    /// The same about another secret; of a list, the first one is another.
    func ofAnotherSecret() -> SandboxContent {
        changingFirst { $0.name += "-other" }
    }

    /// The same without its last key; a list without `data`.
    func withoutKeys() -> SandboxContent {
        guard case .list(let details) = kind else { return changingFirst { $0.values = $0.values?.dropLast() } }
        let bare = details.map { detail in
            var detail = detail
            detail.values = nil
            return detail
        }
        return .list(bare)
    }

    private func changingFirst(_ change: (inout SecretDetail) -> Void) -> SandboxContent {
        var changed = self
        switch kind {
        case .secret(var detail, let isMasked):
            change(&detail)
            changed.kind = .secret(detail, isMasked: isMasked)
        case .list(var details):
            if !details.isEmpty { change(&details[0]) }
            changed.kind = .list(details)
        case .text: break
        }
        return changed
    }
}
