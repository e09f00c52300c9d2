"""The candidate's résumé: files become JSON Resume, and JSON Resume becomes numbered facts."""

from brain.resume.facts import facts_from_resume
from brain.resume.importing import ImportedResume, candidate_from, import_candidate
from brain.resume.lines import TextLine

__all__ = ["ImportedResume", "TextLine", "candidate_from", "facts_from_resume", "import_candidate"]
