/// Finds the word that a misspelled one probably means.
enum Spelling {
    /// The known word that is at most two letters away (Levenshtein), if there is one.
    static func nearest(to word: String, in known: [String]) -> String? {
        let ranked = known.map { ($0, distance(Array(word.lowercased()), Array($0))) }.filter { $0.1 <= 2 }
        return ranked.min { $0.1 < $1.1 }?.0
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard left.count <= 40 else { return .max }
        var row = Array(0...right.count)
        for (at, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = at + 1
            for (other, candidate) in right.enumerated() {
                let above = row[other + 1]
                row[other + 1] = min(above + 1, row[other] + 1, diagonal + (character == candidate ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
