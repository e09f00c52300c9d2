"""Forms of the practice market rearranged by seed: other names and places, the same questions."""

from tests.support.served_market import ServedMarket, apply_truly


async def test_drift_changes_names_and_ids_but_no_label_and_forms_still_work(market: ServedMarket) -> None:
    before = await market.postings(trait="plain")
    pages = {posting["id"]: (await market.client.get(posting["apply_url"])).text for posting in before}
    assert (await market.post("/_drift", {"seed": 3})).status_code == 200
    after = await market.postings(trait="plain")
    assert await market.postings(trait="plain") == after
    for old, new in zip(before, after, strict=True):
        assert sorted(q["label"] for q in old["questions"]) == sorted(q["label"] for q in new["questions"])
        assert not {q["name"] for q in old["questions"]} & {q["name"] for q in new["questions"]}
        assert "field-wrapper" not in (await market.client.get(new["apply_url"])).text
        assert (await apply_truly(market, new)).status_code in {200, 303}
    await market.post("/_drift", {"seed": 0})
    assert {p["id"]: (await market.client.get(p["apply_url"])).text for p in before} == pages


async def test_drift_moves_only_optional_questions(market: ServedMarket) -> None:
    before = await market.postings(trait="plain")
    await market.post("/_drift", {"seed": 5})
    after = await market.postings(trait="plain")
    for old, new in zip(before, after, strict=True):
        for was, now in zip(old["questions"], new["questions"], strict=True):
            assert not was["required"] or was["label"] == now["label"]
    assert [[q["label"] for q in p["questions"]] for p in before] != [[q["label"] for q in p["questions"]] for p in after]
