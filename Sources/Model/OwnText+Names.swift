import Secrets

// Names that were checked when they were read, and texts of rekey about the user's own plan and files.

extension KeyName: OwnText {
    package var ownText: String { text }
}

extension AppID: OwnText {
    package var ownText: String { text }
}

extension PlanName: OwnText {
    package var ownText: String { text }
}

extension InvalidInput: OwnText {
    package var ownText: String { description }
}
