import Journal
import Logging

/// Warns if a file replaces a plan from another file: usually it is a copy in which the name was not changed.
enum PlanTakeover {
    static func warn(of changes: [PlanChange], isTrial: Bool, _ logger: Logger) {
        for change in changes where change.kind == .changed {
            guard let before = change.replacedFile else { continue }
            logger.warning(
                """
                plan \(change.plan): this file \(isTrial ? "would replace" : "replaces") revision \(change.revision - 1), which \
                came from \(before); to keep both plans, give one of them another name under plan:
                """)
        }
    }
}
