/// The candidate that `word` was most likely meant to be; nil where none is near.
func nearest(to word: String, of candidates: [String]) -> String? {
  let wanted = Array(word.lowercased().utf8)
  let ranked = candidates.map { (name: $0, distance: editDistance(wanted, Array($0.utf8))) }
  guard wanted.count <= 40, let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  // A third of the letters wrong is a typing mistake, more is another word; a key that begins like the word is meant, too.
  let isNear = best.distance <= max(1, best.name.utf8.count / 3)
  return isNear ? best.name : candidates.first { wanted.count >= 4 && $0.utf8.starts(with: wanted) }
}

/// Letters to insert, remove, replace, or swap with their neighbour, to make one text of the other (optimal string alignment).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var before: [Int] = []
  var previous = Array(0...right.count)
  for i in 0..<left.count {
    var row = [i + 1]
    for j in 0..<right.count {
      var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, before[j - 1] + 1) }
      row.append(cost)
    }
    (before, previous) = (previous, row)
  }
  return previous[right.count]
}
