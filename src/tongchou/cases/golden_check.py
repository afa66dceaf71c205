"""What the worked cases beside a regulation must satisfy as a whole: each cites an article that there is."""

from tongchou.cases.coverage import read_articles, read_sources
from tongchou.cases.golden import first_county, survey_goldens
from tongchou.regulations.faults import Fault
from tongchou.regulations.load import Regulation


def golden_faults(regulation: Regulation) -> list[Fault]:
    """Return every fault of the worked cases of an area, of their form and of what they cite."""
    goldens, found = survey_goldens(regulation.area.folder, first_county(regulation))
    # each of these is read from a file or from every value, and a city has hundreds of cases
    founding = {key: source.key for source in read_sources() for key in (source.key, source.cited_as) if key}
    listed = {(article.document, article.article) for article in read_articles()}
    cited = _cited(regulation)
    for golden in goldens:
        document, _, article = golden.article.partition(" ")
        zh, en = article or "（未写条款）", article or "(no article)"
        if document in founding:
            if (founding[document], article) not in listed:
                found.append(
                    golden.fault(
                        f"{document} 没有 {zh} 这一条；条款见 tongchou regulation articles",
                        f"{document} has no article {en}; tongchou regulation articles lists them",
                    )
                )
        elif document not in regulation.area.documents:
            found.append(
                golden.fault(
                    f"未登记的文件 {document}；在 area.yaml 的 documents 里登记，或改写 article",
                    f"the document {document} is not listed in area.yaml; list it there, or mend the article",
                )
            )
        elif (document, article) not in cited:
            found.append(
                golden.fault(
                    f"没有一个值引用 {document} 的 {zh}；与值的 article 写得一致",
                    f"no value cites {en} of {document}; write it as the value does",
                )
            )
    return sorted(found, key=lambda fault: (str(fault.file), fault.line))


def _cited(regulation: Regulation) -> set[tuple[str, str]]:
    """Return (document, article) of every value and bound of an area and of those above it."""
    tables = [table for area in regulation.chain for table in (area.values, *area.grades.values())]
    citations = [row.citation for table in tables for rows in table.values() for row in rows]
    citations += [bound.citation for area in regulation.chain for bound in area.bounds]
    return {(each.document, each.article) for each in citations if each is not None}
