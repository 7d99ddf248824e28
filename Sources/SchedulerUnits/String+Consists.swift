extension String {
    /// Whether it has a character at all, and only ASCII letters, digits and these.
    func consists(ofLettersDigitsAnd others: String) -> Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || others.unicodeScalars.contains(scalar)
            }
    }
}
