"""The error tree: every failure that a user can cause or mend, each carrying where it is and what to do."""


class KgError(Exception):
    """Base of every error that the library raises on purpose."""


class LocatedError(KgError):
    """An error at a place: `where` names file and spot, `problem` what is wrong, `remedy` what to do.

    >>> str(InputError("a.csv", "no text column", "name it with --text-column"))
    'a.csv: no text column; name it with --text-column'
    """

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(where, problem, remedy)
        self.where = where
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"


class InputError(LocatedError):
    """A source file, or a record of one, cannot be read as a document."""


class OntologyError(LocatedError):
    """A file of the ontology folder is broken or contradicts another."""


class OutputError(LocatedError):
    """The output folder or a file in it cannot be written."""


class StoreError(LocatedError):
    """A build's store is missing or unreadable."""


class QueryError(LocatedError):
    """A SPARQL query or a stored query's parameter is wrong."""


class ServerError(LocatedError):
    """An address cannot be served."""


class ClusterError(LocatedError):
    """Spark is not there, or a job on it failed."""
