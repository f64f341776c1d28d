// What each build says of itself: the hash of the page, and where it takes data from. `$deployed` is one of the two.

export interface PageIdentity {
  /** SHA-256 in hex; `dist/hashes.txt` of the same build has it too. */
  hash: string;
  /** Whether the page made it of what runs, or says what its build wrote into it. */
  computed: boolean;
}
