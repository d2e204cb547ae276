from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "hengji.apps.monitoring"
    label = "monitoring"
    verbose_name = "绩效监控"
