import Clock
import Journal
import Model
import Nx1
import Secrets

/// Secrets that do not exist or are not the same any more, and what an installation does not offer.
extension Runner {
    /// - Parameter detail: of the answer that says that the secret does not exist.
    func create(_ item: WorkItem, _ detail: ResultDetail) {
        var item = item
        item.isMissing = true
        if offers.lacks(.post, for: item.target.app) {
            let error = ResultDetail(
                statusCode: detail.statusCode, errorKind: .unsupported, error: "the installation cannot create it")
            return settle(item, item.progress.doubt.failureState, error)
        }
        if item.phase == .put { outcomes.keepUnderway(item, detail) }
        continueAtOnce(item, with: phaseOfWriting(item))
    }

    /// Looks at the secret before the item ends, or after it was written.
    func readBack(_ item: WorkItem, _ detail: ResultDetail) {
        var item = item
        item.lastResult = WorkItem.LastResult(detail)
        if offers.lacks(.reveal, for: item.target.app) {
            return perform(item.progress.continueUnread(), on: item, detail)
        }
        outcomes.keepUnderway(item, detail)
        continueAtOnce(item, with: .confirm)
    }

    /// Says what could not be done, once for the run where the installation does not offer it: then it is not asked again.
    func noteLacks(_ exchange: Exchange, of item: WorkItem, _ action: ItemProgress.Action) {
        guard let request = item.phase.request else { return }
        let isMissing = if case .unsupported = exchange.answer { true } else { action == .cannotRead }
        guard isMissing, let sentence = offers.note(request, of: item.target, exchange.answer) else { return }
        warned(sentence)
    }

    /// Keeps what the API says of a secret. One that was made anew since rekey last saw it was deleted by somebody.
    func look(at identity: SecretIdentity?, of item: inout WorkItem) {
        guard let identity else { return }
        outcomes.saw(identity, of: item)
        defer { item.identity = identity }
        // A request to create it may have been under way when the last process ended. A secret that nobody had seen, and
        // that is younger than the run, is the one that it made.
        if item.row.doubt == .unanswered, context.plan.entries[item.entry].create == .missing,
            item.row.identity.createdAt == nil, identity.isCreated(since: context.run.startedAt)
        {
            item.isCreated = true
        }
        guard item.identity == nil, !item.isCreated, item.row.identity.isReplaced(by: identity),
            let text = offers.note(replaced: item.target, item.row.identity, identity)
        else { return }
        warned(text)
    }
}
