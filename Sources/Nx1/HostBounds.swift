package import Model

/// Which API a plan, and a run of it, may reach.
package struct HostBounds: Sendable {
    /// The profile that the plan names.
    package var profile: String?
    /// The hosts that the plan names; empty where it is bound to none.
    package var hosts: [HostEntry]
    /// A run that continues, and the identity of the host that it began with.
    package var run: (id: Int64, host: String)?

    package init(profile: String? = nil, hosts: [HostEntry] = [], run: (id: Int64, host: String)? = nil) {
        self.profile = profile
        self.hosts = hosts
        self.run = run
    }

    package init(_ plan: Plan, run: (id: Int64, host: String)? = nil) {
        self.init(profile: plan.profile, hosts: plan.hosts, run: run)
    }

    /// - Parameter place: what named the host.
    /// - Throws: `ConfigurationError` for a host outside of them.
    func check(_ host: APIHost, from place: String) throws {
        guard hosts.isEmpty || hosts.contains(where: { $0.covers(host.address) }) else {
            let names = hosts.map(\.description).joined(separator: ", ")
            throw ConfigurationError(
                "\(place): \(host.base) is not one of the plan's hosts (api.hosts: \(names)); name one of them, or change "
                    + "the plan")
        }
        if let run, run.host != host.identity {
            throw ConfigurationError(
                "\(place): run \(run.id) began at \(run.host), and \(host.base) is another host; name the run's host, or "
                    + "start a new run")
        }
    }

    /// Holds a host of the environment against the plan's profile. Hosts that the plan names count for more.
    /// - Parameters:
    ///   - profile: the profile's host, where it was found.
    ///   - name: the profile that counts, which `--profile` may have named.
    func check(_ host: APIHost, from place: String, profile: APIHost?, named name: String) throws {
        guard self.profile != nil, hosts.isEmpty, let profile, profile.identity != host.identity else { return }
        throw ConfigurationError(
            "\(place) names \(host.base), and the plan's profile \(quoted(name)) names \(profile.base); unset \(place), or "
                + "list the host under api.hosts in the plan")
    }
}
