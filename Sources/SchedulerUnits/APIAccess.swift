/// Where a unit finds the API's address and the credential: in files, so that no unit contains a credential.
package enum APIAccess: Sendable, Hashable {
    /// The file of profiles, and the profile's name: `nil` for the plan's own, or `default`.
    case profiles(path: String, name: String?)
    /// A file that contains only the API key, and the API's address.
    case keyFile(path: String, host: String)
    /// A file with lines like `NX1_HOST=…` and `NX1_API_KEY=…`.
    case environment(path: String)
}
