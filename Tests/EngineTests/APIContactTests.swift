import Model
import Secrets
import Testing

@testable import Engine

/// Whether a session has reached the API at all.
@Suite struct APIContactTests {
    private static let answered = Answer.status(503, message: nil, retryAfter: nil)
    private static let noAnswer = lost(status: nil)
    /// Its head has arrived, its body has not.
    private static let cut = lost(status: 200)

    private static func lost(status: Int?) -> Answer {
        .lost(TransportFailure(kind: .timeout, message: "no answer", mayHaveArrived: true, statusCode: status))
    }

    private static let cases: [(answers: [Answer], contact: APIContact)] = [
        ([], .untried),
        ([noAnswer], .unanswered),
        ([noAnswer, noAnswer], .unanswered),
        ([answered], .answered),
        ([.confirmed], .answered),
        ([cut], .answered),
        ([noAnswer, cut], .answered),
        ([answered, noAnswer], .answered),
    ]

    @Test("one answer is enough, and its head counts as one", arguments: cases.indices)
    func contact(index: Int) {
        let (answers, expected) = Self.cases[index]
        var contact = APIContact.untried
        for answer in answers { contact.note(answer) }
        #expect(contact == expected, "\(answers)")
    }
}
