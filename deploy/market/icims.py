"""The iCIMS-shaped family: the whole form lives in a frame, its thank-you page too; labels stand in a column beside."""

import zlib
from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.market import Market
from deploy.market.person import Person
from deploy.market.questions import COUNTRIES


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """Names are numbers after the kind of data, as old systems have them."""
    own = [
        field.model_copy(update={"name": f"rcf{3000 + zlib.crc32(f'{posting.id}{index}'.encode()) % 900}_{index}"})
        for index, field in enumerate(posting.questions)
    ]
    return (
        Field(name="PersonProfileFields.FirstName", label="First Name", required=True, answer=person.first_name),
        Field(name="PersonProfileFields.MiddleName", label="Middle Name", match="blank"),
        Field(name="PersonProfileFields.LastName", label="Last Name", required=True, answer=person.last_name),
        Field(name="PersonProfileFields.Email", label="Email", kind="email", required=True, answer=person.email),
        Field(
            name="-1_PersonProfileFields.PhoneNumber", label="Phone Number", kind="phone", required=True, answer=person.phone,
            match="phone",
        ),
        Field(name="-1_PersonProfileFields.AddressStreet1", label="Address", required=True, answer=person.address_line),
        Field(name="-1_PersonProfileFields.AddressCity", label="City", required=True, answer=person.city),
        Field(name="-1_PersonProfileFields.AddressZip", label="Zip/Postal Code", answer=person.postal_code),
        Field(
            name="-1_PersonProfileFields.AddressCountry", label="Country", kind="choice", required=True, options=COUNTRIES,
            answer=person.country,
        ),
        Field(name="PersonProfileFields.Fax", label="Leave this empty", match="blank", trap=True),
        Field(name="PortalProfileFields.Resume", label="Resume", kind="file", required=True, match="file"),
        *own,
        Field(
            name="ApplicantConsent", label="I have read the privacy statement and agree to it.", kind="consent", required=True,
            answer=person.privacy_notice,
        ),
    )  # fmt: skip


def _more(market: Market, routes: APIRouter, double: Double) -> None:
    routes.add_api_route("/{board}/{job_id}/candidate/frame", partial(_frame, market, double), response_class=HTMLResponse)


async def _frame(market: Market, double: Double, board: str, job_id: str) -> HTMLResponse:
    posting = market.on_board("icims", board, job_id)
    if posting is None or not market.is_open(posting):
        return await double.job(market, board, job_id)
    return double.form_page(market, posting, "frame.html")


DOUBLE = Double("icims", fields, suffix="/candidate", more=_more)
