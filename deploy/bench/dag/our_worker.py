"""The Celery app of our own side of the benchmark: `celery -A deploy.bench.dag.our_worker:celery worker`."""

from deploy.bench.dag.our_program import assemble
from workers.celery_app import make_celery

celery = make_celery(assemble, __name__)
