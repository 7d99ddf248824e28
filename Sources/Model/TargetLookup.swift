/// Targets that the API is asked for when a run starts.
package struct TargetLookup: Sendable, Equatable {
    package let apps: AppSelection
    /// The existing secrets of those apps whose names match; `nil` where the entry names its secret.
    package let secrets: NamePattern?

    package init(apps: AppSelection, secrets: NamePattern? = nil) {
        self.apps = apps
        self.secrets = secrets
    }

    /// Whether the apps are known without the API.
    package var namesIDs: Bool {
        if case .ids = apps { true } else { false }
    }
}
