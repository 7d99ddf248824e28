/// Where a unit says that the API's address and the credential are: in files, so that no unit holds a credential.
package enum APIAccess: Sendable, Hashable {
    /// The file of profiles, and which of them: `nil` for the plan's own, or `default`.
    case profiles(path: String, name: String?)
    /// A file that holds the API key and nothing else, and the API's address.
    case keyFile(path: String, host: String)
    /// A file of lines like `NX1_HOST=…` and `NX1_API_KEY=…`.
    case environment(path: String)
}
