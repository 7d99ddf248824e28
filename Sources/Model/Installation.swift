package import Secrets

/// What an installation of the API offers beyond the requests that each has.
package struct Installation: Sendable, Equatable {
    /// As its own description calls it.
    package var version: PublicText?
    /// Whether it lists the secrets of an app; `nil` where that is not known, here and below.
    package var lists: Bool?
    /// Whether it creates secrets.
    package var creates: Bool?
    /// Whether it has a request that reads values in clear. The caller may lack the role for it.
    package var reveals: Bool?

    package init(version: PublicText? = nil, lists: Bool? = nil, creates: Bool? = nil, reveals: Bool? = nil) {
        self.version = version
        self.lists = lists
        self.creates = creates
        self.reveals = reveals
    }

    package var isUnknown: Bool { self == Installation() }

    /// In a sentence about it.
    package var text: String {
        let word = { (fact: Bool?) in fact.map { $0 ? "yes" : "no" } ?? "not known" }
        return "list secrets: \(word(lists)), create: \(word(creates)), reveal: \(word(reveals)); version: "
            + (version?.text ?? "not known")
    }
}
