/// The steps that bring a database from nothing to the present schema, in order.
package enum Migrations {
    package struct Step: Sendable {
        /// Ascending from 1.
        package let number: Int
        package let name: String
        package let sql: [UInt8]
    }

    package static let all: [Step] = [
        Step(number: 1, name: "init", sql: PackageResources._001_init_sql),
        Step(number: 2, name: "pace_clock", sql: PackageResources._002_pace_clock_sql),
        Step(number: 3, name: "versions", sql: PackageResources._003_versions_sql),
        Step(number: 4, name: "audit", sql: PackageResources._004_audit_sql),
        Step(number: 5, name: "logins", sql: PackageResources._005_logins_sql),
        Step(number: 6, name: "items", sql: PackageResources._006_items_sql),
        Step(number: 7, name: "item_values", sql: PackageResources._007_item_values_sql),
        Step(number: 8, name: "fires", sql: PackageResources._008_fires_sql),
        Step(number: 9, name: "item_ranges", sql: PackageResources._009_item_ranges_sql),
        Step(number: 10, name: "doubt", sql: PackageResources._010_doubt_sql),
        Step(number: 11, name: "audit_and_times", sql: PackageResources._011_audit_and_times_sql),
        Step(number: 12, name: "file_mark", sql: PackageResources._012_file_mark_sql),
        Step(number: 13, name: "hosts", sql: PackageResources._013_hosts_sql),
        Step(number: 14, name: "apps", sql: PackageResources._014_apps_sql),
        Step(number: 15, name: "notices", sql: PackageResources._015_notices_sql),
        Step(number: 16, name: "named_targets", sql: PackageResources._016_named_targets_sql),
        Step(number: 17, name: "create_and_confirm", sql: PackageResources._017_create_and_confirm_sql),
        Step(number: 18, name: "installations", sql: PackageResources._018_installations_sql),
    ]

    /// The version of a schema that has all steps.
    package static var latest: Int { all.last?.number ?? 0 }
}
