/** What happens if the answer is wrong, by call. The pages say the same in the person's language. */
const RISKS: Readonly<Record<string, string>> = {
  "model.release":
    "If it is not what you think, a file that the inspection did not trust answers you from then on. It runs in a box without network.",
  "model.remove": "If it is the wrong one, it is lost: nobody can bring it back from this vault.",
  "audit.recover":
    "If somebody damaged the log on purpose, they get the fresh one that they wanted. The old files stay, for somebody to look at.",
  "audit.rotate": "Nothing is lost. Whoever checks the log from then on needs the old one too.",
  "audit.prune": "What those records said is gone for good, for you as well.",
  "incident.resolve":
    "If the cause is still there, what Casemate had stopped runs again beside it: models, calls, the vault.",
  "integrity.accept": "If somebody else changed these files, what they changed counts as meant from then on.",
  "forensic.export": "Others can read what is not hidden in it. That cannot be taken back.",
  "policy.unblock": "A file that was kept out on purpose can come in again.",
  "policy.pin": "A wrong digest makes an exchanged file look like the one that was meant.",
  "policy.unpin": "An exchanged file of the same name is not noticed any more.",
  "policy.importPins": "Wrong digests in the list make exchanged files look like those that were meant.",
};

/** One sentence. For calls that only a person's own policy asks about, nothing is claimed. */
export function riskOf(call: string): string {
  return (
    RISKS[call] ??
    "Your own policy wants to be asked about this. Casemate does not know what harm it could do: deny it unless you began it."
  );
}
