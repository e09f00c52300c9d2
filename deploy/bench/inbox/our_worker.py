"""The Celery app of this benchmark: `celery -A deploy.bench.inbox.our_worker:celery worker`."""

from deploy.bench.inbox.our_program import assemble
from workers.celery_app import make_celery

celery = make_celery(assemble, __name__)
